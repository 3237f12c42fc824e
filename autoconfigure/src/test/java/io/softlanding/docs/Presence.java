/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.docs;

import java.time.Duration;

import io.softlanding.lock.EphemeralKeys;

import org.springframework.data.redis.core.StringRedisTemplate;

class Presence {

	private final EphemeralKeys keys;

	private final StringRedisTemplate redis;

	Presence(EphemeralKeys keys, StringRedisTemplate redis) {
		this.keys = keys;
		this.redis = redis;
	}

	void join(String room) {
		this.keys.register("presence:" + room);
		this.redis.opsForValue().set("presence:" + room, "here", Duration.ofHours(1));
	}

}
