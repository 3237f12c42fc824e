/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.time.Duration;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import jakarta.annotation.PreDestroy;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Clients of Redis that are no lifecycle beans: one that a shutdown hook of the
 * application ends, and one that ends when its bean is destroyed, as Redisson's do.
 */
@RestController
@ConditionalOnProperty("fault.redis-port")
class RedisClients implements DrainParticipant {

	private final RedisClient hooked;

	private final RedisClient destroyed;

	private final RedisCommands<String, String> inFlight;

	private final RedisCommands<String, String> inBackHalf;

	RedisClients(@Value("${fault.redis-port}") int port) {
		this.hooked = RedisClient.create("redis://127.0.0.1:" + port);
		this.destroyed = RedisClient.create("redis://127.0.0.1:" + port);
		this.inFlight = this.hooked.connect().sync();
		this.inBackHalf = this.destroyed.connect().sync();
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			FaultyApplication.say("HOOK OF THE CLIENT");
			this.hooked.shutdown(Duration.ZERO, Duration.ofSeconds(1));
		}, "client-shutdown"));
	}

	@GetMapping("/redis")
	String redis(@RequestParam long ms) throws InterruptedException {
		FaultyApplication.say("WORKING");
		Thread.sleep(ms);
		return this.inFlight.ping();
	}

	@Override
	public String name() {
		return "redis-clients";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.HANDOFF;
	}

	@Override
	public DrainResult drain(DrainContext context) {
		FaultyApplication.say("CLIENT IN THE BACK HALF: " + this.inBackHalf.ping());
		return DrainResult.completed("It answers");
	}

	@PreDestroy
	void destroy() {
		FaultyApplication.say("CLIENT DESTROYED");
		this.destroyed.shutdown(Duration.ZERO, Duration.ofSeconds(1));
	}

}
