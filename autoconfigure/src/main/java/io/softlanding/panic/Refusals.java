package io.softlanding.panic;

import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Which requests are not served at all.
 */
final class Refusals {

	private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH", "DELETE");

	private final BooleanSupplier ending;

	private final BooleanSupplier readOnly;

	private final Predicate<HttpServletRequest> management;

	/**
	 * Creates the rules.
	 * @param ending whether the process is about to end
	 * @param readOnly whether no writes are taken
	 * @param management which requests are actuator's and always served
	 */
	Refusals(BooleanSupplier ending, BooleanSupplier readOnly, Predicate<HttpServletRequest> management) {
		this.ending = ending;
		this.readOnly = readOnly;
		this.management = management;
	}

	/**
	 * Returns why a request is refused.
	 * @return one word, or {@code null} if it is served
	 */
	@Nullable String reason(HttpServletRequest request) {
		String reason = null;
		if (this.ending.getAsBoolean()) {
			reason = "panic";
		}
		else if (this.readOnly.getAsBoolean() && WRITES.contains(request.getMethod())) {
			reason = "read_only";
		}
		boolean served = reason == null || this.management.test(request);
		return served ? null : reason;
	}

}
