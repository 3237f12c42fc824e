/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.softlanding.drain.DrainController;
import io.softlanding.drain.DrainReason;
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

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * From the end of the last request to the end of the front half, once in the life of a
 * process, as it happens: nothing of it has been run before.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(20)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class NextPhaseBenchmark {

	private static final long REHEARSED_MILLIS = 2000;

	private InFlightRequests requests;

	private InFlightRequest last;

	private final CountDownLatch frontEnded = new CountDownLatch(1);

	private ConfigurableApplicationContext context;

	@Setup
	public void drainUntilOneRequestIsLeft() throws InterruptedException {
		SpringApplication application = new SpringApplication(Application.class);
		application.setDefaultProperties(Map.of("server.port", 0, "spring.main.banner-mode", "off", "spring.jmx.enabled",
				false, "softlanding.web.quiet-period.max", "0s", "management.server.port", 0));
		this.context = application.run();
		Thread.sleep(REHEARSED_MILLIS);
		this.requests = this.context.getBean(InFlightRequests.class);
		this.last = this.requests.start("GET", "/");
		DrainController controller = this.context.getBean(DrainController.class);
		new Thread(() -> {
			controller.drainBeforeExit(DrainReason.SIGTERM, () -> {
			});
			this.frontEnded.countDown();
		}).start();
		while (!waiting()) {
			Thread.sleep(10);
		}
	}

	@TearDown
	public void close() {
		this.context.close();
	}

	private static boolean waiting() {
		return Thread.getAllStackTraces()
			.entrySet()
			.stream()
			.anyMatch((thread) -> thread.getKey().getName().equals("softlanding-requests")
					&& Arrays.stream(thread.getValue())
						.anyMatch((frame) -> frame.getMethodName().equals("parkNanos")));
	}

	@Benchmark
	public void lastRequestToEndOfFrontHalf() throws InterruptedException {
		this.requests.finish(this.last);
		this.frontEnded.await();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
