/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.softlanding.config.PropertyGroup;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

/**
 * Uncaught errors and what is done about them.
 *
 * @param enabled Whether to count uncaught errors, and to end the process after a fatal
 * error.
 * @param answers Whether requests that end with an uncaught error are answered by the
 * application, or with a problem document whose status depends on the error.
 * @param retryAfter Value of the Retry-After header of problem documents with status 503,
 * in whole seconds.
 * @param messages Whether to show messages of exceptions in the panics endpoint and to
 * pass them to reporters. They may hold personal data.
 * @param emptyResultIsNotFound Whether to answer a query for one row that finds none with
 * 404, where answers is set to problem. This setting hides bugs.
 * @param log Limits of the log.
 * @param fatal Reaction to errors that the virtual machine cannot recover from.
 * @param readiness Conditions under which this instance refuses traffic.
 * @param readOnly Conditions under which the application refuses writes.
 * @param shared Counts that the instances of the application share.
 * @param lastGoodHeaders Request headers by whose values good responses of a route are
 * kept apart. Of routes that are not declared shared, responses are also kept apart by
 * all other headers that may tell callers apart.
 * @param routes Fallbacks by route, such as softlanding.panic.routes[GET /catalogue]. No
 * route has one when unset.
 * @since 0.1
 */
@ConfigurationProperties("softlanding.panic")
public record PanicProperties(@DefaultValue("true") boolean enabled, @DefaultValue("application") Answers answers,
		@DefaultValue("5s") Duration retryAfter, @DefaultValue("false") boolean messages,
		@DefaultValue("false") boolean emptyResultIsNotFound, @DefaultValue Log log, @DefaultValue Fatal fatal,
		@DefaultValue Readiness readiness, @DefaultValue ReadOnly readOnly, @DefaultValue Shared shared,
		@DefaultValue( {
				"Accept", "Accept-Language" }) List<String> lastGoodHeaders,
		@Nullable Map<String, Route> routes){

	private static final PanicProperties DEFAULTS = new PanicProperties(true, Answers.APPLICATION,
			Duration.ofSeconds(5), false, false, new Log(10, Duration.ofSeconds(10)),
			new Fatal(FatalAction.DRAIN, Duration.ofSeconds(5), 70, DataSize.ofMegabytes(4)),
			new Readiness(ReadinessMode.OFF, 3, 20, 20, 2, Duration.ofSeconds(60), 70),
			new ReadOnly(false, 0, List.of()), new Shared(false), List.of("Accept", "Accept-Language"), null);

	/** Binds the properties of an environment. */
	static PanicProperties of(Environment environment) {
		return PropertyGroup.bind(environment, "softlanding.panic", DEFAULTS);
	}

	/** Who answers a request that ends with an uncaught error. */
	public enum Answers {

		/** The application and its server, as without this library. */
		APPLICATION,

		/**
		 * A problem document (RFC 9457) with a status that depends on the error, and
		 * nothing of what went wrong. Browsers get the application's error page.
		 */
		PROBLEM

	}

	/**
	 * Fallback of a route.
	 *
	 * @param circuitBreaker name of the circuit breaker. The route when unset.
	 * @param lastGood whether to answer with the last good response of the route. If
	 * unset, only if the route is shared.
	 * @param shared whether the route answers all callers alike. For other routes, only
	 * responses with Cache-Control: public are kept.
	 * @param response response to send when there is no other
	 */
	public record Route(@Nullable String circuitBreaker, @Nullable Boolean lastGood,
			@DefaultValue("false") boolean shared, @Nullable Response response) {

		boolean keepsLastGood() {
			return (this.lastGood != null) ? this.lastGood : this.shared;
		}

	}

	/**
	 * A response.
	 *
	 * @param status status of the response
	 * @param contentType media type of the body
	 * @param body body of the response
	 */
	public record Response(@DefaultValue("200") int status, @DefaultValue("application/json") String contentType,
			@DefaultValue("") String body) {
	}

	/**
	 * Limits of the log.
	 *
	 * @param lines Number of uncaught errors with a log line of their own in each window.
	 * Errors that the application logs itself are logged at DEBUG and not limited.
	 * @param window Duration of a log window, and time during which the endpoint and
	 * reporters get a stack trace only once.
	 */
	public record Log(@DefaultValue("10") int lines, @DefaultValue("10s") Duration window) {
	}

	/**
	 * Conditions under which this instance refuses traffic. All have to be met; one that
	 * is 0 is ignored.
	 *
	 * @param mode Whether this instance refuses traffic because of uncaught errors: only
	 * while enough other instances are ready, always, or never.
	 * @param panics Number of uncaught errors in the last minute before traffic is
	 * refused. Ignored if 0.
	 * @param percent Percentage of failed requests in the last minute before traffic is
	 * refused. Ignored if 0.
	 * @param requests Minimum number of requests in the last minute before traffic is
	 * refused. Ignored if 0.
	 * @param routes Number of different routes with failures before traffic is refused.
	 * Ignored if 0.
	 * @param maxDuration Maximum time to refuse traffic because of uncaught errors.
	 * @param keepReady Percentage of the instances that have to stay ready with
	 * softlanding.panic.readiness.mode=guarded. At least one instance stays ready.
	 */
	public record Readiness(@DefaultValue("off") ReadinessMode mode, @DefaultValue("3") int panics,
			@DefaultValue("20") int percent, @DefaultValue("20") int requests, @DefaultValue("2") int routes,
			@DefaultValue("60s") Duration maxDuration, @DefaultValue("70") int keepReady) {
	}

	/** Whether uncaught errors may take an instance out of traffic. */
	public enum ReadinessMode {

		/** Only while enough other instances stay ready, as counted in Redis. */
		GUARDED,

		/** Regardless of the other instances. */
		ALWAYS,

		/** Never. */
		OFF

	}

	/**
	 * Conditions under which the application refuses writes.
	 *
	 * @param enabled Whether writes can be refused through the readonly endpoint. Implied
	 * by a threshold.
	 * @param threshold Number of uncaught errors in the last minute before writes are
	 * refused, of all instances if softlanding.panic.shared.enabled is true. Writes are
	 * only refused on request if 0.
	 * @param exceptions Routes whose requests are accepted in read-only mode, because
	 * they do not write, such as POST /graphql. A route without a method stands for all
	 * methods. No route is accepted when unset.
	 */
	public record ReadOnly(@DefaultValue("false") boolean enabled, @DefaultValue("0") long threshold,
			@DefaultValue List<String> exceptions) {
	}

	/**
	 * Counts that the instances of the application share.
	 *
	 * @param enabled Whether the instances of the application count uncaught errors
	 * together, in Redis.
	 */
	public record Shared(@DefaultValue("false") boolean enabled) {
	}

	/**
	 * Reaction to errors that the virtual machine cannot recover from.
	 *
	 * @param action Reaction to a full heap, Metaspace or direct memory and to errors of
	 * the virtual machine: drain and exit, exit within a second, or only report liveness
	 * as broken.
	 * @param timeout Maximum duration of the drain after a fatal error.
	 * @param exitCode Exit code of the process after a fatal error.
	 * @param setAside Heap memory to keep for the drain after a fatal error.
	 */
	public record Fatal(@DefaultValue("drain") FatalAction action, @DefaultValue("5s") Duration timeout,
			@DefaultValue("70") int exitCode, @DefaultValue("4MB") DataSize setAside) {
	}

	/** Reaction to a fatal error. */
	public enum FatalAction {

		/**
		 * The instance drains within {@code softlanding.panic.fatal.timeout}, and exits.
		 */
		DRAIN,

		/** The instance drains within a second, and exits. */
		EXIT,

		/** The error is logged, and liveness is broken. */
		LOG

	}

}
