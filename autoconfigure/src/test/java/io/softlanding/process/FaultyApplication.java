/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

/**
 * An application that goes wrong in the ways its properties say. Prints lines that
 * {@link ChildProcess} waits for.
 */
@SpringBootApplication(proxyBeanMethods = false)
class FaultyApplication {

	/** Past the logging system, which may be gone. */
	private static final PrintStream OUT = new PrintStream(new FileOutputStream(FileDescriptor.out), true);

	/** Never released. */
	private static final CountDownLatch NEVER = new CountDownLatch(1);

	public static void main(String[] args) throws Exception {
		if (List.of(args).contains("--fault.hooks=true")) {
			ForeignHooks.register();
		}
		ConfigurableApplicationContext context = run(args);
		if (context.getEnvironment().getProperty("fault.second-context", Boolean.class, false)) {
			run(args);
			say("BOTH READY");
		}
		if (context.getEnvironment().getProperty("fault.close-and-live", Boolean.class, false)) {
			Thread closer = new Thread(context::close);
			closer.setDaemon(true);
			closer.start();
			closer.join(4000);
			say("ALIVE while closing: " + closer.isAlive());
			if (context.getEnvironment().getProperty("fault.live-long", Boolean.class, false)) {
				hang();
			}
			Runtime.getRuntime().halt(0);
		}
	}

	private static ConfigurableApplicationContext run(String[] args) {
		SpringApplication application = new SpringApplication(FaultyApplication.class);
		application.setDefaultProperties(Map.ofEntries(Map.entry("server.port", 0),
				Map.entry("logging.pattern.console", "%m%n%ex"), Map.entry("spring.main.banner-mode", "off"),
				Map.entry("spring.jmx.enabled", false), Map.entry("management.endpoint.health.probes.enabled", true),
				Map.entry("management.endpoints.web.exposure.include", "*"),
				Map.entry("softlanding.drain.timeout", "4s"), Map.entry("softlanding.drain.halt-after", "6s"),
				Map.entry("softlanding.drain.reserve", "2s"),
				Map.entry("softlanding.drain.floor.transactions", "400ms"),
				Map.entry("softlanding.drain.floor.caches", "400ms"),
				Map.entry("softlanding.drain.floor.locks", "400ms"),
				Map.entry("softlanding.drain.floor.handoff", "300ms")));
		return application.run(args);
	}

	static void say(String line) {
		OUT.println(line);
	}

	/**
	 * Says a line where it can be read even when nobody reads what the process prints.
	 */
	static void trace(String line) {
		String file = System.getProperty("fault.trace");
		if (file == null) {
			say(line);
			return;
		}
		try {
			Files.writeString(Path.of(file), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static void hang() {
		while (true) {
			try {
				NEVER.await();
			}
			catch (InterruptedException ex) {
				say("INTERRUPTED " + Thread.currentThread().getName());
			}
		}
	}

	@EventListener
	void ready(ApplicationReadyEvent event) {
		Environment environment = event.getApplicationContext().getEnvironment();
		say("PORT " + environment.getProperty("local.server.port"));
		say("MANAGEMENT PORT " + environment.getProperty("local.management.port"));
		say("READY");
	}

	/** Answers in the ways that can go wrong. */
	@RestController
	static class Controller {

		private final ConfigurableApplicationContext context;

		Controller(ConfigurableApplicationContext context) {
			this.context = context;
		}

		@GetMapping({ "/work", "/api/work" })
		String work(@RequestParam long ms) throws InterruptedException {
			say("WORKING");
			Thread.sleep(ms);
			return "done";
		}

		/** Keeps a virtual thread, and so its carrier, busy with what is no request. */
		@GetMapping("/occupy")
		String occupy(@RequestParam long ms) {
			SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor();
			executor.setVirtualThreads(true);
			executor.execute(() -> {
				say("OCCUPIED");
				long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
				while (System.nanoTime() < end) {
					Thread.onSpinWait();
				}
			});
			return "occupied";
		}

		@PostMapping("/upload")
		String upload() {
			return "uploaded";
		}

		@GetMapping("/deferred")
		DeferredResult<String> deferred(@RequestParam long ms) {
			say("WORKING");
			DeferredResult<String> result = new DeferredResult<>();
			new Thread(() -> {
				try {
					Thread.sleep(ms);
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
				result.setResult("done");
			}).start();
			return result;
		}

		@GetMapping("/fail")
		String fail(@RequestParam long ms) throws InterruptedException {
			say("WORKING");
			Thread.sleep(ms);
			throw new IllegalStateException("on purpose");
		}

		@GetMapping("/block/{id}")
		String block() {
			say("WORKING");
			hang();
			return "never";
		}

		@GetMapping("/download")
		void download(@RequestParam int megabytes, HttpServletResponse response) throws Exception {
			say("WORKING");
			response.setContentLengthLong(megabytes * 1024L * 1024L);
			byte[] block = new byte[1024 * 1024];
			for (int i = 0; i < megabytes; i++) {
				response.getOutputStream().write(block);
			}
			say("WRITTEN");
		}

		/** An answer of unknown length that stops in the middle if it is asked to. */
		@GetMapping("/unknown-length")
		void unknownLength(@RequestParam long ms, @RequestParam(defaultValue = "false") boolean stuck,
				HttpServletResponse response) throws Exception {
			say("WORKING");
			Thread.sleep(ms);
			for (int i = 0; i < 4; i++) {
				response.getOutputStream().write("x".repeat(64 * 1024).getBytes(StandardCharsets.US_ASCII));
			}
			response.flushBuffer();
			if (stuck) {
				hang();
			}
		}

		@GetMapping("/flood")
		String flood() {
			Logger logger = LoggerFactory.getLogger(FaultyApplication.class);
			Thread flood = new Thread(() -> {
				for (int i = 0; i < 10_000; i++) {
					logger.info("x".repeat(200));
				}
			});
			flood.setDaemon(true);
			flood.start();
			return "flooding";
		}

		@GetMapping("/close")
		String close() {
			this.context.close();
			return "closed";
		}

		@GetMapping("/exit")
		String exit() {
			System.exit(7);
			return "never";
		}

	}

	/** A filter of the application that runs before others and reads what is sent. */
	@Bean
	@ConditionalOnProperty("fault.reading-filter")
	FilterRegistrationBean<Filter> readingFilter() {
		FilterRegistrationBean<Filter> filter = new FilterRegistrationBean<>((request, response, chain) -> {
			if (request.getContentLength() > 0) {
				say("READING");
				request.getInputStream().readNBytes(request.getContentLength());
			}
			chain.doFilter(request, response);
		});
		filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
		return filter;
	}

	/** A lifecycle bean that blocks in its own stop, above the drain. */
	@Bean
	@ConditionalOnProperty("fault.block-stop-ms")
	SmartLifecycle blockingStop(Environment environment) {
		long millis = environment.getRequiredProperty("fault.block-stop-ms", Long.class);
		return new StopAction(Integer.MAX_VALUE - 100, () -> {
			say("STOP BLOCKS");
			try {
				Thread.sleep(millis);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			say("STOP RETURNS");
		});
	}

	/** A bean whose destruction takes its time. */
	@Bean
	@ConditionalOnProperty("fault.slow-destroy-ms")
	DisposableBean slowDestroy(Environment environment) {
		long millis = environment.getRequiredProperty("fault.slow-destroy-ms", Long.class);
		return () -> Thread.sleep(millis);
	}

	/** A bean whose destruction never ends. */
	@Bean
	@ConditionalOnProperty("fault.hang-destroy")
	DisposableBean hangingDestroy() {
		return () -> {
			say("DESTROY HANGS");
			hang();
		};
	}

	/** A bean that takes long to be made. */
	@Bean
	@ConditionalOnProperty("fault.slow-start-ms")
	Object slowStart(Environment environment) throws InterruptedException {
		say("STARTING");
		Thread.sleep(environment.getRequiredProperty("fault.slow-start-ms", Long.class));
		return new Object();
	}

	/** A runner that is still busy when the context stops. */
	@Bean
	@ConditionalOnProperty("fault.runner")
	ApplicationRunner runner(RunnerLatch latch, Environment environment) {
		return (args) -> {
			say("PORT " + environment.getProperty("local.server.port"));
			say("RUNNING");
			latch.closing().await();
		};
	}

	/**
	 * Spring Boot publishes readiness after its runners; a context that stops has to be
	 * as stubborn as that.
	 */
	@EventListener
	void readinessPublished(AvailabilityChangeEvent<ReadinessState> event) {
		say("PUBLISHED " + event.getState());
		if (event.getState() == ReadinessState.REFUSING_TRAFFIC && Boolean.getBoolean("fault.hang-listener")) {
			hang();
		}
	}

	@Bean
	RunnerLatch runnerLatch() {
		return new RunnerLatch(new CountDownLatch(1));
	}

	record RunnerLatch(CountDownLatch closing) {
	}

	/** Lets the runner go on while the context stops, and says what readiness is then. */
	@Bean
	@ConditionalOnProperty("fault.runner")
	SmartLifecycle afterRunner(RunnerLatch latch, ApplicationAvailability availability) {
		Thread main = Thread.currentThread();
		return new StopAction(Integer.MAX_VALUE - 100, () -> {
			latch.closing().countDown();
			try {
				main.join(1000);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			say("READINESS " + availability.getReadinessState());
		});
	}

	/** Runs something when it is stopped. */
	record StopAction(int phase, Runnable action) implements SmartLifecycle {

		@Override
		public void start() {
		}

		@Override
		public void stop() {
			this.action.run();
		}

		@Override
		public boolean isRunning() {
			return true;
		}

		@Override
		public int getPhase() {
			return this.phase;
		}

	}

}
