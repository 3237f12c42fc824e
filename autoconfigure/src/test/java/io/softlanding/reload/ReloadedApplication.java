/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.softlanding.time.NanoClock;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

/**
 * An application that reads its configuration from a directory.
 */
final class ReloadedApplication implements AutoCloseable {

	private final Path directory;

	private final ConfigurableApplicationContext context;

	private ReloadedApplication(Path directory, ConfigurableApplicationContext context) {
		this.directory = directory;
		this.context = context;
	}

	/**
	 * Starts it.
	 * @param directory where its files are
	 * @param more a configuration of the test
	 * @param arguments properties, without the dashes
	 */
	static ReloadedApplication start(Path directory, Class<?> more, String... arguments) {
		return start(new SpringApplication(Application.class, more), directory, arguments);
	}

	/** Starts it with a profile that no file and no argument names. */
	static ReloadedApplication startWithProfile(Path directory, String profile) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setAdditionalProfiles(profile);
		return start(application, directory);
	}

	/** Starts it with environment variables. */
	static ReloadedApplication startWithVariables(Path directory, Map<String, Object> variables) {
		SpringApplication application = new SpringApplication(Application.class);
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
		application.setEnvironment(environment);
		return start(application, directory);
	}

	/** Starts one that the test has prepared. */
	static ReloadedApplication start(SpringApplication application, Path directory, String... arguments) {
		application.setWebApplicationType(WebApplicationType.NONE);
		List<String> all = new ArrayList<>(
				List.of("--spring.main.banner-mode=off", "--spring.config.location=optional:file:" + directory + "/"));
		application.setDefaultProperties(Map.of("softlanding.reload.settle", "1ms"));
		List.of(arguments).forEach((argument) -> all.add("--" + argument));
		return new ReloadedApplication(directory, application.run(all.toArray(String[]::new)));
	}

	static ReloadedApplication start(Path directory) {
		return start(directory, Nothing.class);
	}

	/** Replaces a file as careful editors do: by renaming. */
	static void write(Path file, String text) throws IOException {
		Path next = file.resolveSibling(file.getFileName() + "~");
		Files.writeString(next, text);
		Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
	}

	ReloadedApplication write(String yaml) throws IOException {
		write(yaml(), yaml);
		return this;
	}

	Path yaml() {
		return this.directory.resolve("application.yml");
	}

	ReloadAttempt reload() {
		return bean(Reloader.class).reload(ReloadTrigger.ENDPOINT);
	}

	ReloadAttempt force() {
		return bean(Reloader.class).reload(ReloadTrigger.ENDPOINT, false, true);
	}

	ReloadAttempt dryRun() {
		return bean(Reloader.class).reload(ReloadTrigger.ENDPOINT, true, false);
	}

	/** Another one for the same snapshots, with more listeners at the end. */
	Reloader reloader(ReloadListener... more) {
		return reloader(this.context, Duration.ofSeconds(10), more);
	}

	/** The same with another timeout. */
	Reloader reloader(Duration timeout) {
		return reloader(this.context, timeout);
	}

	/** The same for what {@link #start} has not started. */
	static Reloader reloader(ApplicationContext context, Duration timeout, ReloadListener... more) {
		List<ReloadListener> listeners = new ArrayList<>(
				context.getBeanProvider(ReloadListener.class).orderedStream().toList());
		listeners.addAll(List.of(more));
		StableReader files = new StableReader(context.getBean(ConfigData.class), context.getBean(ProblemTexts.class),
				NanoClock.SYSTEM);
		return reloader(context, reader(context, files, timeout), context.getBean(ConfigData.class),
				new MountPoints(Path.of("none")), listeners);
	}

	static SnapshotReader reader(ApplicationContext context, StableReader files, Duration timeout) {
		return new SnapshotReader(files, context.getBean(SnapshotStore.class), context.getBean(RecordBinder.class),
				context.getBeanProvider(SnapshotValidator.class).orderedStream().toList(),
				context.getBean(TimedCalls.class), timeout, context.getBean(ValueMask.class),
				context.getBean(ProblemTexts.class));
	}

	static Reloader reloader(ApplicationContext context, SnapshotReader reader, ConfigData data, MountPoints mounts,
			List<ReloadListener> listeners) {
		return new Reloader(context.getBean(SnapshotStore.class), reader, data, listeners,
				context.getBean(TimedCalls.class), mounts, context.getBean(ReloadReadiness.class), List.of(),
				NanoClock.SYSTEM);
	}

	/** A listener that cannot commit, and sees what has been done until then. */
	static ReloadListener refusing(Runnable look) {
		return (old, next) -> () -> {
			look.run();
			throw new IllegalStateException("on purpose");
		};
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	<T> T record(Class<T> type) {
		return bean(SnapshotStore.class).current().get(type);
	}

	Pricing pricing() {
		return record(Pricing.class);
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	/** Waits whatever happens, as bad sources and converters do. */
	static void holdOn(CountDownLatch latch) {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
		while (latch.getCount() > 0 && System.nanoTime() < end) {
			try {
				latch.await(1, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				// It waits on.
			}
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableReloadable({ Pricing.class, Discount.class })
	@ImportAutoConfiguration(ReloadAutoConfiguration.class)
	static class Application {

		/** What Spring Boot makes where a validator is on the class path. */
		@Bean
		LocalValidatorFactoryBean defaultValidator() {
			return new LocalValidatorFactoryBean();
		}

	}

}
