package io.softlanding.web;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How requests are treated while an instance drains.
 *
 * @param enabled Whether requests are tracked and waited for.
 * @param interruptStragglers Whether threads of requests that are still running at the
 * deadline are interrupted.
 * @param retryAfter What requests that come too late are told to wait, in the Retry-After
 * header; whole seconds.
 * @param streams What becomes of event streams that have not ended by themselves when
 * half of the time for requests in flight is over.
 * @param streamRoutes What becomes of the streams of single routes, by route, such as
 * softlanding.web.stream-routes[/orders/events]. All are treated alike when unset.
 * @param quietPeriod How long to keep serving after readiness was refused.
 * @since 0.1
 */
@ConfigurationProperties("softlanding.web")
public record WebProperties(@DefaultValue("true") boolean enabled, @DefaultValue("false") boolean interruptStragglers,
		@DefaultValue("5s") Duration retryAfter, @DefaultValue("complete") StreamEnd streams,
		@Nullable Map<String, StreamEnd> streamRoutes, @DefaultValue QuietPeriod quietPeriod) {

	/**
	 * How long to keep serving after readiness was refused, so that whoever sends
	 * requests here can learn it.
	 *
	 * @param min Least time of the quiet period. 3s on Kubernetes, 0s elsewhere, when
	 * unset.
	 * @param settle The quiet period ends when no request but probes has arrived for this
	 * long.
	 * @param max Longest time of the quiet period, however many requests still arrive.
	 * @param refusals How often everybody who probes readiness has to be refused before
	 * the quiet period ends. Who asks too seldom for that is not waited for.
	 */
	public record QuietPeriod(@Nullable Duration min, @DefaultValue("1s") Duration settle,
			@DefaultValue("10s") Duration max, @DefaultValue("3") int refusals) {
	}

}
