/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

import com.ulisesbocchio.jasyptspringboot.EncryptablePropertySourceConverter;
import com.zaxxer.hikari.HikariDataSource;
import io.lettuce.core.RedisCredentialsProvider;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.drain.DrainController;
import io.softlanding.time.NanoClock;
import org.apache.catalina.startup.Tomcat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.boot.logging.LoggerGroups;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Beans for reloads.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(prefix = "softlanding", name = { "enabled", "reload.enabled" }, matchIfMissing = true)
@ConditionalOnProperty(name = "softlanding.features", havingValue = "all", matchIfMissing = true)
@Import(SnapshotConfiguration.class)
class ReloadConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(ReloadConfiguration.class);

	private static final MountPoints MOUNTS = new MountPoints(Path.of("/proc/self/mountinfo"));

	/** Maximum time to read and bind, also from a slow network. */
	private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

	@Bean
	SnapshotValidator softlandingReloadSettings() {
		return new ReloadSettings();
	}

	@Bean
	ReloadReadiness softlandingReloadReadiness(ConfigurableApplicationContext context,
			ObjectProvider<DrainController> drain) {
		return new ReloadReadiness(context, drain);
	}

	@Bean
	TimedCalls softlandingReloadCalls(ConfigurableApplicationContext context) {
		return new TimedCalls(Objects.requireNonNull(context.getClassLoader()));
	}

	@Bean
	ConfigData softlandingConfigData(ConfigurableApplicationContext context,
			ObjectProvider<ConfigData.Wrapper> wrappers, ValueMask mask, TimedCalls calls) {
		ConfigData data = new ConfigData(context.getEnvironment(), wrappers.getIfAvailable(() -> (source) -> source),
				mask);
		remember(data, mask, calls);
		return data;
	}

	@Bean
	SnapshotReader softlandingSnapshotReader(ConfigData data, SnapshotStore store, RecordBinder binder,
			ObjectProvider<SnapshotValidator> validators, TimedCalls calls, ValueMask mask, ProblemTexts texts) {
		return new SnapshotReader(new StableReader(data, texts, NanoClock.SYSTEM), store, binder,
				validators.orderedStream().toList(), calls, READ_TIMEOUT, mask, texts);
	}

	/** If it fails, it is not known which values were decrypted. */
	private static void remember(ConfigData data, ValueMask mask, TimedCalls calls) {
		try {
			if (calls.call(ConfigData.class, "files", READ_TIMEOUT, data::remember)) {
				return;
			}
			logger.warn("The configuration could not be read a second time when the application started: {}",
					"reloads are refused where something may have changed its values since");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (Exception ex) {
			logger.warn("The configuration files could not be read again: {}", ProblemTexts.describe(ex));
		}
		mask.hideAll();
	}

	@Bean
	ReloadHistory softlandingReloadHistory(SnapshotStore store) {
		return new ReloadHistory(() -> store.current().get(ReloadProperties.class).history());
	}

	@Bean
	Reloader softlandingReloader(SnapshotStore store, SnapshotReader reader, ConfigData data,
			ObjectProvider<ReloadListener> listeners, TimedCalls calls, ReloadReadiness readiness,
			ReloadHistory history, ObjectProvider<Reloader.Observer> observers) {
		// The same listener may have several names, and two that are equal are two.
		Set<ReloadListener> once = Collections.newSetFromMap(new IdentityHashMap<>());
		List<Consumer<ReloadAttempt>> all = new ArrayList<>();
		all.add(history);
		observers.orderedStream().forEach(all::add);
		return new Reloader(store, reader, data, listeners.orderedStream().filter(once::add).toList(), calls, MOUNTS,
				readiness, all, NanoClock.SYSTEM);
	}

	@Bean
	FileWatch softlandingFileWatch(SnapshotStore store, ReloadReadiness readiness, ObjectProvider<Reloader> reloader) {
		return new FileWatch(store::current, readiness::refusal,
				() -> reloader.getObject().reload(ReloadTrigger.FILE_WATCH), MOUNTS, NanoClock.SYSTEM);
	}

	@Bean
	static ReloadSignals softlandingReloadSignals(Environment environment) {
		return new ReloadSignals(environment);
	}

	@Bean
	@ConditionalOnBean(name = LoggingApplicationListener.LOGGING_SYSTEM_BEAN_NAME)
	LogLevelListener softlandingLogLevelListener(
			@Qualifier(LoggingApplicationListener.LOGGING_SYSTEM_BEAN_NAME) LoggingSystem loggers,
			@Qualifier(LoggingApplicationListener.LOGGER_GROUPS_BEAN_NAME) ObjectProvider<LoggerGroups> groups) {
		return new LogLevelListener(loggers, groups.getIfAvailable());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(HikariDataSource.class)
	static class HikariConfiguration {

		@Bean
		HikariListener softlandingHikariListener(ObjectProvider<HikariDataSource> pools) {
			return new HikariListener(pools);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(EncryptablePropertySourceConverter.class)
	static class JasyptConfiguration {

		@Bean
		ConfigData.Wrapper softlandingJasyptWrapper(ObjectProvider<EncryptablePropertySourceConverter> converters) {
			return (source) -> {
				PropertySource<?> wrapped = source;
				for (EncryptablePropertySourceConverter converter : converters.orderedStream().toList()) {
					wrapped = converter.makeEncryptable(wrapped);
				}
				return wrapped;
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Tomcat.class)
	static class TomcatConfiguration {

		@Bean
		TomcatListener softlandingTomcatListener(ConfigurableApplicationContext context) {
			return new TomcatListener(context);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ RedisCredentialsProvider.class, LettuceConnectionFactory.class })
	@ImportRuntimeHints(RedisCredentialsCustomizer.Hints.class)
	static class RedisConfiguration {

		@Bean
		RedisCredentialsListener softlandingRedisCredentialsListener() {
			return new RedisCredentialsListener();
		}

		/**
		 * Spring may make it early, since only the factory knows its type, and would log
		 * that.
		 */
		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static FactoryBean<?> softlandingRedisCredentialsCustomizer(
				ObjectProvider<RedisCredentialsListener> credentials) {
			return new RedisCredentialsCustomizer(credentials, RedisCredentialsCustomizer.class.getClassLoader());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnAvailableEndpoint
		@ConditionalOnMissingBean
		ReloadsEndpoint softlandingReloadsEndpoint(SnapshotStore store, ReloadHistory history) {
			return new ReloadsEndpoint(store, history);
		}

		@Bean
		@ConditionalOnAvailableEndpoint
		@ConditionalOnMissingBean
		ReloadEndpoint softlandingReloadEndpoint(Reloader reloader) {
			return new ReloadEndpoint(reloader);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		ReloadMetrics softlandingReloadMetrics(SnapshotStore store) {
			return new ReloadMetrics(store);
		}

	}

}
