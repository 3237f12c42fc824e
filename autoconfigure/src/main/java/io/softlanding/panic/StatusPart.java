package io.softlanding.panic;

import java.util.Map;

/**
 * Adds to what status and endpoint show of panics.
 */
@FunctionalInterface
interface StatusPart {

	void describe(Map<String, Object> status);

}
