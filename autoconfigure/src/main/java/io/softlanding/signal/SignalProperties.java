package io.softlanding.signal;

import java.time.Duration;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How process signals are handled.
 *
 * @param enabled Whether signals are handled at all. Without it a drain begins when the
 * context is closed.
 * @param coalesce Deliveries of a signal within this time of the last action are acted on
 * together. TERM and INT are acted on at once.
 * @param reload Signals that reload the configuration, without SIG. With HUP among them,
 * a process no longer ends when its terminal is closed.
 * @since 0.1
 */
@ConfigurationProperties("softlanding.signals")
public record SignalProperties(@DefaultValue("true") boolean enabled, @DefaultValue("250ms") Duration coalesce,
		@DefaultValue("USR1") List<String> reload) {
}
