package io.softlanding.panic;

import java.util.Set;
import java.util.function.BooleanSupplier;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Which requests are not served at all.
 */
final class Refusals {

	private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH", "DELETE");

	private final BooleanSupplier ending;

	private final BooleanSupplier readOnly;

	Refusals(BooleanSupplier ending, BooleanSupplier readOnly) {
		this.ending = ending;
		this.readOnly = readOnly;
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
		return (reason != null && !RequestNotes.isManagement(request)) ? reason : null;
	}

}
