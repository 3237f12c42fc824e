package io.softlanding.panic;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

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
 * @since 0.1
 */
@ConfigurationProperties("softlanding.panic")
public record PanicProperties(@DefaultValue("true") boolean enabled, @DefaultValue("true") boolean problems,
		@DefaultValue("5s") Duration retryAfter, @DefaultValue("false") boolean messages,
		@DefaultValue("false") boolean emptyResultIsNotFound, @DefaultValue Log log) {

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

}
