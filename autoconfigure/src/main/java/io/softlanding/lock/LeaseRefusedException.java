package io.softlanding.lock;

/**
 * Thrown to whoever wants a lease of an instance that is giving back what it holds.
 *
 * @since 0.1
 */
public class LeaseRefusedException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	LeaseRefusedException(String name) {
		super("This instance is shutting down and acquires no more leases, not '%s' either"
			.formatted(NameText.of(name)));
	}

}
