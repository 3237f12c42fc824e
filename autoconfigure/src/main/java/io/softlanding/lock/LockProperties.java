package io.softlanding.lock;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How leases are held in Redis.
 *
 * @param enabled Whether leases are offered, and given back when the instance drains.
 * @param prefix What the keys of leases begin with in Redis, so that applications that
 * share it do not share their locks.
 * @param ttl How long the server keeps a lease that names no time of its own without
 * being renewed.
 * @param pollInterval How often whoever waits for a lease looks for himself, in case
 * nobody told him that it is free.
 * @since 0.1
 */
@ConfigurationProperties("softlanding.lock")
public record LockProperties(@DefaultValue("true") boolean enabled, @DefaultValue("softlanding:") String prefix,
		@DefaultValue("30s") Duration ttl, @DefaultValue("500ms") Duration pollInterval) {
}
