/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The drain and Spring's lifecycle, in this process.
 */
@Timeout(60)
class DrainLifecycleTests {

	private static final List<String> BACK_HALF = List.of("TRANSACTIONS", "CACHES", "LOCKS", "HANDOFF");

	private static final int LISTENERS = Integer.MAX_VALUE - 100;

	private final List<String> log = new CopyOnWriteArrayList<>();

	private final CountDownLatch destroyed = new CountDownLatch(1);

	private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();

	private final Map<ApplicationContext, DrainController> controllers = new HashMap<>();

	private final Map<ApplicationContext, DrainReporter> reporters = new HashMap<>();

	@AfterEach
	void closeAll() {
		Thread.interrupted();
		this.contexts.forEach(ConfigurableApplicationContext::close);
	}

	/** Spring Framework 7 pauses contexts that its test cache does not use. */
	@Test
	void pausingAndRestartingAContextDoesNotDrainIt() {
		Method pause = ReflectionUtils.findMethod(ConfigurableApplicationContext.class, "pause");
		Method restart = ReflectionUtils.findMethod(ConfigurableApplicationContext.class, "restart");
		assumeThat(pause).as("Spring Framework 7").isNotNull();
		ConfigurableApplicationContext context = run(Map.of());
		ReflectionUtils.invokeMethod(pause, context);
		assertThat(controller(context).isRunning()).isTrue();
		ReflectionUtils.invokeMethod(restart, context);
		assertThat(this.log).isEmpty();
		context.close();
		assertThat(this.log).containsSequence(BACK_HALF);
	}

	@Test
	void stoppingAndStartingAContextDoesNotDrainIt() {
		ConfigurableApplicationContext context = run(Map.of());
		context.stop();
		assertThat(controller(context).isRunning()).isFalse();
		context.start();
		assertThat(controller(context).isRunning()).isTrue();
		assertThat(controller(context).state()).isEqualTo(DrainState.RUNNING);
		assertThat(this.log).isEmpty();
		context.close();
		assertThat(this.log).containsSequence(BACK_HALF);
	}

	@Test
	void aContextThatIsStoppedAndThenClosedIsDrainedBeforeItsBeansAreDestroyed() {
		ConfigurableApplicationContext context = run(Map.of("destroyed", destroyed()));
		context.stop();
		context.close();
		assertThat(this.log).containsSequence(Stream.concat(BACK_HALF.stream(), Stream.of("destroyed")).toList());
	}

	@Test
	void aContextThatDoesNotStartIsNotDrained() {
		SmartLifecycle failing = lifecycle(0, () -> {
			throw new IllegalStateException("on purpose");
		}, Runnable::run, () -> false);
		assertThatThrownBy(() -> run(Map.of("failing", failing))).hasRootCauseMessage("on purpose");
		assertThat(this.log).isEmpty();
	}

	@Test
	void aContextThatARunnerClosesIsDrained() {
		run(Map.of("runner", (ApplicationRunner) (args) -> this.contexts.get(0).close()));
		assertThat(this.log).containsSequence(BACK_HALF);
	}

	@Test
	void closingTheManagementContextAloneDrainsNothing() {
		List<ApplicationContext> refreshed = new CopyOnWriteArrayList<>();
		ApplicationListener<ContextRefreshedEvent> listener = (event) -> refreshed.add(event.getApplicationContext());
		ConfigurableApplicationContext context = run(WebApplicationType.SERVLET, Map.of("listener", listener),
				"--management.server.port=0");
		refreshed.remove(context);
		assertThat(refreshed).hasSize(1).allMatch((child) -> child.getParent() == context);
		((ConfigurableApplicationContext) refreshed.get(0)).close();
		assertThat(controller(context).state()).isEqualTo(DrainState.RUNNING);
		assertThat(this.log).isEmpty();
		context.close();
		assertThat(this.log).containsSequence(BACK_HALF);
	}

	@Test
	void closingDrainsAndTellsTheApplication() {
		ApplicationListener<DrainStartedEvent> started = (event) -> this.log
			.add("started " + event.reason() + " " + event.timeout());
		ApplicationListener<DrainFinishedEvent> finished = (event) -> this.log
			.add("finished " + event.outcome() + " " + event.took().isNegative());
		ConfigurableApplicationContext context = run(
				Map.of("started", started, "finished", finished, "destroyed", destroyed()));
		context.close();
		assertThat(this.log).containsExactly("started CLOSE PT5S", "TRANSACTIONS", "CACHES", "LOCKS", "HANDOFF",
				"finished COMPLETED false", "destroyed");
		assertThat(controller(context).state()).isEqualTo(DrainState.STOPPED);
		context.close();
		assertThat(this.log).hasSize(7);
	}

	@Test
	void twoThreadsThatCloseDrainOnce() throws Exception {
		CountDownLatch waiting = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		ConfigurableApplicationContext context = run(
				Map.of("waiting", participant("waiting", DrainPhase.IN_FLIGHT, (drain) -> {
					waiting.countDown();
					release.await();
				})));
		FutureTask<Void> first = closer(context);
		FutureTask<Void> second = closer(context);
		start(first);
		waiting.await();
		Thread other = start(second);
		Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> other.getState() != Thread.State.RUNNABLE);
		release.countDown();
		first.get(10, TimeUnit.SECONDS);
		second.get(10, TimeUnit.SECONDS);
		assertThat(this.log).containsExactly("waiting", "TRANSACTIONS", "CACHES", "LOCKS", "HANDOFF");
	}

	@Test
	void aThreadThatIsInterruptedWhileItClosesStillRunsEveryPhaseBeforeBeansAreDestroyed() {
		Thread closing = Thread.currentThread();
		ConfigurableApplicationContext context = run(Map.of("destroyed", destroyed(), "interrupting",
				participant("interrupting", DrainPhase.IN_FLIGHT, (drain) -> closing.interrupt()), "slow",
				beforeDestruction()));
		context.close();
		assertThat(this.log).containsExactly("interrupting", "TRANSACTIONS", "CACHES", "slow", "LOCKS", "HANDOFF",
				"destroyed");
	}

	@Test
	void aListenerThatFailsDoesNotStopTheDrain() {
		ApplicationListener<DrainStartedEvent> started = (event) -> {
			throw new IllegalStateException("on purpose");
		};
		ApplicationListener<DrainFinishedEvent> finished = (event) -> {
			throw new IllegalStateException("on purpose");
		};
		ConfigurableApplicationContext context = run(
				Map.of("started", started, "finished", finished, "destroyed", destroyed()));
		context.close();
		assertThat(this.log).containsExactly("TRANSACTIONS", "CACHES", "LOCKS", "HANDOFF", "destroyed");
		assertThat(this.reporters.get(context).status(Duration.ofSeconds(5)).get("phases").toString())
			.contains("name=started-event, outcome=FAILED");
	}

	@Test
	void aListenerThatHangsDoesNotStopTheDrain() {
		CountDownLatch never = new CountDownLatch(1);
		ApplicationListener<DrainStartedEvent> started = (event) -> await(never);
		ApplicationListener<DrainFinishedEvent> finished = (event) -> await(never);
		ConfigurableApplicationContext context = run(
				Map.of("started", started, "finished", finished, "destroyed", destroyed()));
		context.close();
		assertThat(this.log).containsExactly("TRANSACTIONS", "CACHES", "LOCKS", "HANDOFF", "destroyed");
		assertThat(this.reporters.get(context).status(Duration.ofSeconds(5)).get("phases").toString())
			.contains("name=started-event, outcome=TIMED_OUT");
		never.countDown();
	}

	@Test
	void aParticipantThatClosesTheClosingContextTooEndsWithItsPhase() {
		List<ConfigurableApplicationContext> own = this.contexts;
		run(WebApplicationType.NONE,
				Map.of("destroyed", destroyed(), "closing",
						participant("closing", DrainPhase.IN_FLIGHT, (drain) -> own.get(0).close())),
				"--softlanding.drain.timeout=1s", "--softlanding.drain.reserve=500ms")
			.close();
		assertThat(this.log).containsSubsequence("TRANSACTIONS", "CACHES", "LOCKS", "HANDOFF", "destroyed");
	}

	@Test
	void springDoesNotWaitForTheWebServerAgain() {
		run(WebApplicationType.NONE,
				Map.of("webServerGracefulShutdown", lifecycle(ShutdownPhases.WEB_SERVER_DRAIN, this::nothing,
						(callback) -> this.log.add("asked"), () -> true)),
				"--spring.lifecycle.timeout-per-shutdown-phase=1h")
			.close();
		assertThat(this.log).containsExactly("asked", "TRANSACTIONS", "CACHES", "LOCKS", "HANDOFF");
	}

	@Test
	void aListenerContainerThatDoesNotStopCostsNoMoreThanTheFrontHalf() {
		run(WebApplicationType.NONE,
				Map.of("listeners",
						lifecycle(LISTENERS, this::nothing, (callback) -> this.log.add("asked"), () -> true)),
				"--softlanding.drain.timeout=1s", "--softlanding.drain.reserve=500ms",
				"--spring.lifecycle.timeout-per-shutdown-phase=1h")
			.close();
		assertThat(this.log).containsExactly("asked", "TRANSACTIONS", "CACHES", "LOCKS", "HANDOFF");
	}

	@Test
	void aWebApplicationIsDrainedWhenItIsClosed() {
		ConfigurableApplicationContext context = run(WebApplicationType.SERVLET, Map.of());
		context.close();
		assertThat(this.log).containsSequence(BACK_HALF);
		assertThat(this.reporters.get(context).status(Duration.ofSeconds(5)).get("phases").toString())
			.contains("name=requests");
	}

	private DrainController controller(ConfigurableApplicationContext context) {
		return this.controllers.get(context);
	}

	private ConfigurableApplicationContext run(Map<String, Object> beans) {
		return run(WebApplicationType.NONE, beans);
	}

	private ConfigurableApplicationContext run(WebApplicationType type, Map<String, Object> beans, String... args) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(type);
		application.setDefaultProperties(Map.of("server.port", 0, "spring.main.banner-mode", "off",
				"spring.jmx.enabled", false, "softlanding.drain.timeout", "5s", "softlanding.drain.reserve", "2s"));
		application.addInitializers((context) -> {
			this.contexts.add((ConfigurableApplicationContext) context);
			BACK_HALF.forEach((phase) -> register(context, phase.toLowerCase(Locale.ROOT),
					participant(phase, DrainPhase.valueOf(phase), (drain) -> {
					})));
			beans.forEach((name, bean) -> register(context, name, bean));
		});
		ConfigurableApplicationContext context = application.run(args);
		if (context.isActive()) {
			this.controllers.put(context, context.getBean(DrainController.class));
			this.reporters.put(context, context.getBean(DrainReporter.class));
		}
		return context;
	}

	@SuppressWarnings("unchecked")
	private static <T> void register(ApplicationContext context, String name, T bean) {
		((GenericApplicationContext) context).registerBean(name, (Class<T>) bean.getClass(), () -> bean);
	}

	private DrainParticipant participant(String name, DrainPhase phase, Work work) {
		return new DrainParticipant() {

			@Override
			public String name() {
				return name;
			}

			@Override
			public DrainPhase phase() {
				return phase;
			}

			@Override
			public DrainResult drain(DrainContext context) throws Exception {
				work.run(context);
				DrainLifecycleTests.this.log.add(name);
				return DrainResult.completed("ok");
			}

		};
	}

	/** Gives beans time to be destroyed too early. */
	private DrainParticipant beforeDestruction() {
		return participant("slow", DrainPhase.CACHES, (drain) -> this.destroyed.await(300, TimeUnit.MILLISECONDS));
	}

	private DisposableBean destroyed() {
		return () -> {
			this.log.add("destroyed");
			this.destroyed.countDown();
		};
	}

	private SmartLifecycle lifecycle(int phase, Runnable start, Consumer<Runnable> stop, BooleanSupplier running) {
		return new SmartLifecycle() {

			@Override
			public void start() {
				start.run();
			}

			@Override
			public void stop() {
				throw new UnsupportedOperationException();
			}

			@Override
			public void stop(Runnable callback) {
				stop.accept(callback);
			}

			@Override
			public boolean isRunning() {
				return running.getAsBoolean();
			}

			@Override
			public int getPhase() {
				return phase;
			}

		};
	}

	private static FutureTask<Void> closer(ConfigurableApplicationContext context) {
		return new FutureTask<>(context::close, null);
	}

	private static Thread start(Runnable task) {
		Thread thread = new Thread(task);
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			await(latch);
		}
	}

	private void nothing() {
	}

	/** What a participant does. */
	interface Work {

		void run(DrainContext context) throws Exception;

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
