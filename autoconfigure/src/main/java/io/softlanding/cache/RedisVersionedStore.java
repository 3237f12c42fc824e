/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * {@link VersionedStore} in Redis. Each entry is a hash with the fields {@code version}
 * and {@code value}. Its key consists of the prefix, the group of the application
 * ({@code softlanding.group}) and the key of the entry, such as {@code stock:shop:17}.
 * The group is added when the store is passed to {@link WriteBehindCaches}. A batch takes
 * one round trip, and a script compares the versions.
 *
 * @param <K> the type of the keys; their {@code toString} is unique
 * @param <V> the type of the values
 * @since 0.1
 */
public final class RedisVersionedStore<K, V> implements VersionedStore<K, V> {

	private static final byte[] WRITE = bytes("""
			local stored = tonumber(redis.call('hget', KEYS[1], 'version') or '0')
			if stored >= tonumber(ARGV[1]) then return 0 end
			redis.call('hset', KEYS[1], 'version', ARGV[1])
			if ARGV[2] then redis.call('hset', KEYS[1], 'value', ARGV[2]) else redis.call('hdel', KEYS[1], 'value') end
			return 1
			""");

	private final StringRedisTemplate redis;

	private final String prefix;

	/** With a colon at its end, once it is known. */
	private volatile String group = "";

	private final Function<V, String> toText;

	private final Function<String, V> toValue;

	/**
	 * Creates a store. Does not access Redis.
	 * @param redis the template that provides the connections
	 * @param prefix the prefix of the keys, such as {@code stock:}, which the group
	 * follows
	 * @param toText converts a value to text
	 * @param toValue converts text to a value
	 */
	public RedisVersionedStore(StringRedisTemplate redis, String prefix, Function<V, String> toText,
			Function<String, V> toValue) {
		this.redis = redis;
		this.prefix = prefix;
		this.toText = toText;
		this.toValue = toValue;
	}

	/** Separates the entries from those of other applications on the same Redis. */
	void group(String group) {
		this.group = group + ":";
	}

	private String key(K key) {
		return this.prefix + this.group + key;
	}

	@Override
	public @Nullable VersionedEntry<K, V> load(K key) {
		// As it is written: the template may have serializers of the application.
		List<byte[]> fields = this.redis.execute((RedisCallback<List<byte[]>>) (connection) -> connection.hashCommands()
			.hMGet(bytes(key(key)), bytes("version"), bytes("value")));
		String version = (fields != null) ? text(fields.get(0)) : null;
		if (fields == null || version == null) {
			return null;
		}
		String text = text(fields.get(1));
		return new VersionedEntry<>(key, (text != null) ? this.toValue.apply(text) : null, Long.parseLong(version));
	}

	@Override
	public List<WriteOutcome> write(List<VersionedEntry<K, V>> entries) {
		List<Object> answers = this.redis.executePipelined((RedisCallback<Object>) (connection) -> {
			for (VersionedEntry<K, V> entry : entries) {
				V value = entry.value();
				byte[] key = bytes(key(entry.key()));
				byte[] version = bytes(Long.toString(entry.version()));
				byte[][] arguments = (value != null) ? new byte[][] { key, version, bytes(this.toText.apply(value)) }
						: new byte[][] { key, version };
				connection.scriptingCommands().eval(WRITE, ReturnType.INTEGER, 1, arguments);
			}
			return null;
		});
		return answers.stream().map(RedisVersionedStore::outcome).toList();
	}

	private static WriteOutcome outcome(@Nullable Object answer) {
		if (answer instanceof Number number) {
			return (number.longValue() == 1) ? WriteOutcome.APPLIED : WriteOutcome.STALE;
		}
		return WriteOutcome.FAILED;
	}

	private static @Nullable String text(byte @Nullable [] bytes) {
		return (bytes != null) ? new String(bytes, StandardCharsets.UTF_8) : null;
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
