/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import io.softlanding.config.InvalidConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggerGroup;
import org.springframework.boot.logging.LoggerGroups;
import org.springframework.boot.logging.LoggingSystem;

/**
 * Sets the levels of loggers and groups. A logger whose level is removed has its parent's
 * level again, the root logger INFO.
 */
final class LogLevelListener implements ReloadListener {

	private static final String PREFIX = "logging.level";

	private final LoggingSystem loggers;

	private final @Nullable LoggerGroups groups;

	LogLevelListener(LoggingSystem loggers, @Nullable LoggerGroups groups) {
		this.loggers = loggers;
		this.groups = groups;
	}

	@Override
	public String name() {
		return "log-levels";
	}

	@Override
	public boolean applies(String key) {
		return key.startsWith(PREFIX + ".") || key.startsWith(PREFIX + "[");
	}

	@Override
	public Step prepare(Snapshot old, Snapshot next) {
		Map<String, LogLevel> before = levels(old);
		Map<String, LogLevel> after = levels(next);
		Map<String, @Nullable LogLevel> changes = new LinkedHashMap<>();
		Stream.concat(before.keySet().stream(), after.keySet().stream())
			.filter((name) -> before.get(name) != after.get(name))
			.forEach((name) -> changes.put(name, after.get(name)));
		if (changes.isEmpty()) {
			return Step.NONE;
		}
		Map<String, @Nullable LogLevel> undo = new LinkedHashMap<>();
		changes.keySet().forEach((name) -> undo.put(name, configured(name)));
		return Step.of(() -> changes.forEach(this::set), () -> undo.forEach(this::set));
	}

	/** In the order of Spring Boot: the last one counts. */
	private Map<String, LogLevel> levels(Snapshot snapshot) {
		try {
			Map<String, LogLevel> levels = new LinkedHashMap<>();
			snapshot.binder()
				.bind(PREFIX, Bindable.mapOf(String.class, LogLevel.class))
				.orElse(Map.of())
				.forEach((name, level) -> loggers(name).forEach((logger) -> levels.put(logger, level)));
			return levels;
		}
		catch (BindException ex) {
			throw new InvalidConfigurationException("%s is not a log level.".formatted(ex.getName()),
					"Use one of %s.".formatted(List.of(LogLevel.values())));
		}
	}

	private List<String> loggers(String name) {
		LoggerGroup group = (this.groups != null) ? this.groups.get(name) : null;
		if (group != null && group.hasMembers()) {
			return group.getMembers();
		}
		return List.of(root(name) ? LoggingSystem.ROOT_LOGGER_NAME : name);
	}

	private static boolean root(String name) {
		return name.toLowerCase(Locale.ROOT).equals("root");
	}

	private @Nullable LogLevel configured(String name) {
		LoggerConfiguration configuration = this.loggers.getLoggerConfiguration(name);
		return (configuration != null) ? configuration.getConfiguredLevel() : null;
	}

	private void set(String name, @Nullable LogLevel level) {
		boolean bottom = level == null && name.equals(LoggingSystem.ROOT_LOGGER_NAME);
		this.loggers.setLogLevel(name, bottom ? LogLevel.INFO : level);
	}

}
