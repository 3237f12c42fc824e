package io.softlanding.panic;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What happens when something escapes.
 *
 * @param enabled Whether panics are contained.
 * @param problems Whether a request that fails is answered with a problem document.
 * Browsers always see the application's error page.
 * @param retryAfter What callers are told to wait when a dependency is down, in the
 * Retry-After header; whole seconds.
 * @param messages Whether messages of exceptions are kept and logged. They may hold
 * personal data.
 * @param emptyResultIsNotFound Whether a query for one row that finds none is answered
 * with 404. It hides bugs.
 * @param log What is logged of panics.
 * @param fatal What is done when the virtual machine cannot be trusted any more.
 * @param readiness When panics take this instance out of traffic.
 * @param readOnly When the whole application takes no writes.
 * @param shared What the instances of the application know together.
 * @param routes What routes fall back to while they are broken, by route, such as
 * softlanding.panic.routes[GET /catalogue]. No route does when unset.
 * @since 0.1
 */
@ConfigurationProperties("softlanding.panic")
public record PanicProperties(@DefaultValue("true") boolean enabled, @DefaultValue("true") boolean problems,
		@DefaultValue("5s") Duration retryAfter, @DefaultValue("false") boolean messages,
		@DefaultValue("false") boolean emptyResultIsNotFound, @DefaultValue Log log, @DefaultValue Fatal fatal,
		@DefaultValue Readiness readiness, @DefaultValue ReadOnly readOnly, @DefaultValue Shared shared,
		@Nullable Map<String, Route> routes) {

	/**
	 * What a route falls back to.
	 *
	 * @param circuitBreaker the name of its circuit breaker; the route itself when unset
	 * @param lastGood whether it answers with its last good response
	 * @param response what it answers with when there is no other
	 */
	public record Route(@Nullable String circuitBreaker, @DefaultValue("true") boolean lastGood,
			@Nullable Response response) {
	}

	/**
	 * A response.
	 *
	 * @param status its status
	 * @param contentType its type
	 * @param body its body
	 */
	public record Response(@DefaultValue("200") int status, @DefaultValue("application/json") String contentType,
			@DefaultValue("") String body) {
	}

	/**
	 * What is logged of panics.
	 *
	 * @param lines How many panics of a window have a line of their own. The others share
	 * one.
	 * @param window How long a window is, and how long a stack that was logged is not
	 * logged again.
	 */
	public record Log(@DefaultValue("10") int lines, @DefaultValue("10s") Duration window) {
	}

	/**
	 * When panics take this instance out of traffic. A number that is 0 is not looked at.
	 *
	 * @param mode Whether that happens only while enough other instances are ready,
	 * always, or never.
	 * @param panics How many panics there have to be in the last minute.
	 * @param percent How many of a hundred requests of the last minute have to have
	 * failed.
	 * @param requests How many requests there have to be in the last minute.
	 * @param routes How many different routes have to have failed.
	 * @param longest How long traffic is refused at most.
	 * @param keepReady How many of a hundred instances have to stay ready; one always
	 * does.
	 */
	public record Readiness(@DefaultValue("guarded") ReadinessMode mode, @DefaultValue("3") int panics,
			@DefaultValue("20") int percent, @DefaultValue("20") int requests, @DefaultValue("2") int routes,
			@DefaultValue("60s") Duration longest, @DefaultValue("70") int keepReady) {
	}

	/**
	 * When the whole application takes no writes.
	 *
	 * @param threshold How many panics of all instances in the last minute are too many.
	 * 0 for never.
	 */
	public record ReadOnly(@DefaultValue("0") long threshold) {
	}

	/**
	 * What the instances of the application know together.
	 *
	 * @param enabled Whether the instances count together, in Redis.
	 */
	public record Shared(@DefaultValue("true") boolean enabled) {
	}

	/**
	 * What is done when the virtual machine cannot be trusted any more.
	 *
	 * @param action Whether the process drains and exits, exits within a second, or goes
	 * on.
	 * @param timeout How long the drain may take then.
	 * @param exitCode The exit code of the process then.
	 * @param setAside How much memory is set aside for that.
	 */
	public record Fatal(@DefaultValue("drain") FatalAction action, @DefaultValue("5s") Duration timeout,
			@DefaultValue("70") int exitCode, @DefaultValue("4MB") DataSize setAside) {
	}

}
