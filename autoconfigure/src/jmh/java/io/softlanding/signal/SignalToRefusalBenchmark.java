/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.signal;

import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import sun.misc.Signal;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * From SIGTERM, sent through the operating system, to the moment at which a probe would
 * be refused, once in the life of a process, as it happens.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(20)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class SignalToRefusalBenchmark {

	private static final long REHEARSED_MILLIS = 2000;

	private final Signal term = new Signal("TERM");

	private ConfigurableApplicationContext context;

	private ApplicationAvailability availability;

	@Setup
	public void start() throws InterruptedException {
		// What the signal would do after the drain; the result has to be told first.
		Signal.handle(this.term, (signal) -> {
		});
		SpringApplication application = new SpringApplication(Application.class);
		application.setDefaultProperties(Map.of("server.port", 0, "spring.main.banner-mode", "off", "spring.jmx.enabled",
				false, "management.server.port", 0));
		this.context = application.run();
		this.availability = this.context.getBean(ApplicationAvailability.class);
		Thread.sleep(REHEARSED_MILLIS);
	}

	@Benchmark
	public void signalToRefusedReadiness() {
		Signal.raise(this.term);
		while (this.availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC) {
			Thread.onSpinWait();
		}
	}

	@TearDown
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
