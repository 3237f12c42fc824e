/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.softlanding.drain.DrainPass;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;

import org.springframework.context.Lifecycle;
import org.springframework.context.Phased;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.ReturnType;

/**
 * Leases in Redis 5 or later. Scripts compare the owner where they change it; in a
 * cluster, each lease takes one script.
 */
final class RedisLeaseStore implements LeaseStore {

	/** A script keeps everybody waiting: no more keys than take some milliseconds. */
	private static final int BATCH = 500;

	private static final byte[] FENCE_TTL_MILLIS = bytes(Duration.ofDays(7).toMillis());

	/**
	 * Counts on from the clock, because a server may have lost its counters. Doubles are
	 * exact for microseconds until 2255.
	 */
	private static final LeaseScript ACQUIRE = new LeaseScript("""
			if redis.call('set', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
				local now = redis.call('time')
				local last = tonumber(redis.call('get', KEYS[2]) or '0')
				local fence = math.max(last + 1, now[1] * 1000000 + now[2])
				redis.call('set', KEYS[2], string.format('%.0f', fence), 'PX', ARGV[3])
				return fence
			end
			local left = redis.call('pttl', KEYS[1])
			-- Without an end: waiting threads are notified, or look when they poll.
			return -((left >= 0) and left or 3600000)
			""", ReturnType.INTEGER);

	/** A key of another type, which another program has set, fails for itself only. */
	private static final LeaseScript RENEW = new LeaseScript("""
			local held = {}
			for i, key in ipairs(KEYS) do
				if redis.pcall('get', key) == ARGV[i] then
					held[i] = redis.call('pexpire', key, ARGV[#KEYS + i])
				else
					held[i] = 0
				end
			end
			return held
			""", ReturnType.MULTI);

	private static final LeaseScript RELEASE = new LeaseScript("""
			local found = {}
			for i, key in ipairs(KEYS) do
				local owner = redis.pcall('get', key)
				if not owner then
					found[i] = 0
				elseif owner == ARGV[i] then
					redis.call('del', key)
					-- May be forbidden: waiting threads look from time to time.
					redis.pcall('publish', key, '')
					found[i] = 1
				else
					found[i] = 2
				end
			end
			return found
			""", ReturnType.MULTI);

	private static final LeaseScript HELD = new LeaseScript("""
			local held = {}
			for i, key in ipairs(KEYS) do
				held[i] = (redis.pcall('get', key) == ARGV[i]) and 1 or 0
			end
			return held
			""", ReturnType.MULTI);

	private final RedisConnectionFactory connections;

	private final LeaseKeys keys;

	private final ClusterNodes nodes;

	RedisLeaseStore(RedisConnectionFactory connections, LeaseKeys keys) {
		this.connections = connections;
		this.keys = keys;
		this.nodes = new ClusterNodes(connections, NanoClock.SYSTEM);
	}

	@Override
	public boolean isLast(DrainPass pass) {
		return isLast(pass, this.connections);
	}

	/**
	 * Whether a look is the last before Spring stops connections, by default in phase 0,
	 * or destroys them.
	 */
	static boolean isLast(DrainPass pass, RedisConnectionFactory connections) {
		int phase = (connections instanceof Phased phased) ? phased.getPhase() : 0;
		return pass == DrainPass.LAST
				|| (connections instanceof Lifecycle && (pass == DrainPass.BEFORE_STOP || phase > 0));
	}

	/** Asks no server: the nodes of a cluster are known since a lease was acquired. */
	@Override
	public Map<String, List<HeldLease>> byServer(List<HeldLease> leases) {
		return this.nodes.isCluster()
				? leases.stream()
					.collect(Collectors.groupingBy((lease) -> this.nodes.of(bytes(this.keys.lock(lease.name())))))
				: Map.of(ONLY_SERVER, leases);
	}

	@Override
	public Answer acquire(String name, String token, Duration ttl) {
		try (RedisConnection connection = this.connections.getConnection()) {
			this.nodes.seen(connection);
			Object answer = ACQUIRE.run(connection, 2, List.of(bytes(this.keys.lock(name)),
					bytes(this.keys.fence(name)), bytes(token), bytes(ttl.toMillis()), FENCE_TTL_MILLIS));
			long number = number(answer);
			return (number > 0) ? new Answer(number, Duration.ZERO) : new Answer(0, Duration.ofMillis(-number));
		}
	}

	@Override
	public List<Boolean> renew(List<HeldLease> leases) {
		return run(RENEW, leases, (lease, arguments) -> arguments.add(bytes(lease.ttl().toMillis())),
				(answer) -> answer == 1);
	}

	@Override
	public List<Found> release(List<HeldLease> leases) {
		return run(RELEASE, leases, null,
				(answer) -> (answer == 0) ? Found.NOBODYS : (answer == 1) ? Found.OURS : Found.ANOTHERS);
	}

	@Override
	public List<Boolean> held(List<HeldLease> leases) {
		return run(HELD, leases, null, (answer) -> answer == 1);
	}

	private <T> List<T> run(LeaseScript script, List<HeldLease> leases,
			@Nullable BiConsumer<HeldLease, List<byte[]>> more, Function<Long, T> meaning) {
		List<Object> answers = new ArrayList<>(leases.size());
		try (RedisConnection connection = this.connections.getConnection()) {
			if (connection instanceof RedisClusterConnection) {
				for (HeldLease lease : leases) {
					answers.addAll(list(script.run(connection, 1, arguments(List.of(lease), more))));
				}
			}
			else {
				for (int from = 0; from < leases.size(); from += BATCH) {
					List<HeldLease> batch = leases.subList(from, Math.min(leases.size(), from + BATCH));
					answers.addAll(list(script.run(connection, batch.size(), arguments(batch, more))));
				}
			}
		}
		if (answers.size() != leases.size()) {
			throw new IllegalStateException(
					"Redis has answered for %d of %d leases".formatted(answers.size(), leases.size()));
		}
		return answers.stream().map((answer) -> meaning.apply(number(answer))).toList();
	}

	private List<byte[]> arguments(List<HeldLease> leases, @Nullable BiConsumer<HeldLease, List<byte[]>> more) {
		List<byte[]> arguments = new ArrayList<>(3 * leases.size());
		leases.forEach((lease) -> arguments.add(bytes(this.keys.lock(lease.name()))));
		leases.forEach((lease) -> arguments.add(bytes(lease.token())));
		if (more != null) {
			leases.forEach((lease) -> more.accept(lease, arguments));
		}
		return arguments;
	}

	private static List<?> list(@Nullable Object answer) {
		if (answer instanceof List<?> list) {
			return list;
		}
		throw new IllegalStateException("Redis has not answered with a list");
	}

	private static long number(@Nullable Object answer) {
		if (answer instanceof Number number) {
			return number.longValue();
		}
		throw new IllegalStateException("Redis has not answered with a number");
	}

	private static byte[] bytes(long number) {
		return bytes(Long.toString(number));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
