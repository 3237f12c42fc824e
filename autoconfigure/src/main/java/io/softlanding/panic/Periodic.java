package io.softlanding.panic;

/**
 * Looked after four times a second by the {@link PanicWatch}.
 */
@FunctionalInterface
interface Periodic {

	void tick();

}
