package io.softlanding.lock;

/**
 * Thrown when a method could not be called because somebody else held its lease.
 *
 * @since 0.1
 */
public class LeaseNotAcquiredException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	LeaseNotAcquiredException(String name) {
		super("Somebody else holds the lease '%s'".formatted(NameText.of(name)));
	}

}
