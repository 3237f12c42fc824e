/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.time.Duration;
import java.util.List;

import io.softlanding.redis.ApplicationGroup;

import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.DefaultRedisScript;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * Hash in Redis with a field for the last report of each instance, the total and the
 * read-only switch. A script reads and writes them at once, by the clock of Redis, so
 * that two instances cannot both refuse traffic because they rely on each other.
 */
final class RedisSharedPanics implements FleetExchange.Store {

	/** An instance without a report for this time is gone. */
	static final Duration SILENCE = Duration.ofSeconds(5);

	/** Time for which reports of an instance that is gone do not count again. */
	private static final Duration MEMORY = Duration.ofDays(1);

	@SuppressWarnings("rawtypes")
	private static final RedisScript<List> EXCHANGE = new DefaultRedisScript<>(
			"""
					local t = redis.call('time')
					local now = t[1] * 1000 + math.floor(t[2] / 1000)
					local me = 'i:' .. ARGV[1]
					local told, asks = string.match(redis.call('hget', KEYS[1], me) or '', '^%d+ %d+ %d (%d+) (%d+)$')
					local new = math.max(0, tonumber(ARGV[2]) - tonumber(told or '0'))
					local total = redis.call('hincrby', KEYS[1], 'total', string.format('%.0f', new))
					local recent, instances, ready = tonumber(ARGV[3]), 1, 0
					local fields = redis.call('hgetall', KEYS[1])
					for i = 1, #fields, 2 do
						if string.sub(fields[i], 1, 2) == 'i:' and fields[i] ~= me then
							local at, panics, is = string.match(fields[i + 1], '^(%d+) (%d+) (%d) ')
							local silent = at and now - tonumber(at)
							if not at or silent > tonumber(ARGV[10]) then
								redis.call('hdel', KEYS[1], fields[i])
							elseif silent <= tonumber(ARGV[7]) then
								recent = recent + tonumber(panics)
								instances = instances + 1
								ready = ready + tonumber(is)
							end
						end
					end
					local keep = math.max(1, math.ceil(instances * tonumber(ARGV[6]) / 100))
					local refuse = ARGV[5] == '1' and ready >= keep
					local mine = (ARGV[4] == '1' and not refuse) and 1 or 0
					redis.call('hset', KEYS[1], me, string.format('%d %s %d %s %s', now, ARGV[3], mine, ARGV[2], ARGV[9]))
					if not told and ARGV[11] ~= '' then
						-- This server has lost what it had.
						redis.call('hsetnx', KEYS[1], 'readOnly', ARGV[11])
					end
					if tonumber(ARGV[9]) <= tonumber(asks or '0') then
						-- The answer was lost. A later request to another instance is kept.
					elseif ARGV[8] == 'auto' then
						redis.call('hdel', KEYS[1], 'readOnly')
					elseif ARGV[8] ~= '' then
						redis.call('hset', KEYS[1], 'readOnly', ARGV[8])
					end
					redis.call('expire', KEYS[1], 604800)
					local asked = redis.call('hget', KEYS[1], 'readOnly') or ''
					return {tostring(total), tostring(recent), tostring(instances), tostring(ready + mine), refuse and '1' or '0', asked}
					""",
			List.class);

	private final StringRedisTemplate redis;

	private final ApplicationGroup group;

	private final String instance;

	private final int keepReadyPercent;

	RedisSharedPanics(StringRedisTemplate redis, ApplicationGroup group, String instance, int keepReadyPercent) {
		this.redis = redis;
		this.group = group;
		this.instance = instance;
		this.keepReadyPercent = keepReadyPercent;
	}

	@Override
	public FleetExchange.Fleet exchange(FleetExchange.Report report) {
		List<?> answer = this.redis.execute(EXCHANGE, List.of("softlanding:{" + this.group.name() + "}:panics"),
				this.instance, Long.toString(report.panics()), Long.toString(report.lastMinute()),
				report.ready() ? "1" : "0", report.wantsToRefuse() ? "1" : "0", Integer.toString(this.keepReadyPercent),
				Long.toString(SILENCE.toMillis()), report.readOnly(), Long.toString(report.asked()),
				Long.toString(MEMORY.toMillis()), report.heard());
		if (answer == null || answer.size() != 6) {
			throw new IllegalStateException("Unexpected answer of Redis");
		}
		String asked = String.valueOf(answer.get(5));
		return new FleetExchange.Fleet(number(answer.get(0)), number(answer.get(1)), (int) number(answer.get(2)),
				(int) number(answer.get(3)), number(answer.get(4)) == 1, asked.isEmpty() ? null : asked.equals("on"));
	}

	private static long number(Object value) {
		return Long.parseLong(String.valueOf(value));
	}

}
