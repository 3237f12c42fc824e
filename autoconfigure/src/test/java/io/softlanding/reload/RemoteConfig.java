/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

import org.springframework.boot.context.config.ConfigData;
import org.springframework.boot.context.config.ConfigDataLoader;
import org.springframework.boot.context.config.ConfigDataLoaderContext;
import org.springframework.boot.context.config.ConfigDataLocation;
import org.springframework.boot.context.config.ConfigDataLocationResolver;
import org.springframework.boot.context.config.ConfigDataLocationResolverContext;
import org.springframework.boot.context.config.ConfigDataResource;
import org.springframework.boot.context.config.ConfigDataResourceNotFoundException;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;

/**
 * A server of configurations, which {@code spring.config.import=remote:name} reads.
 */
final class RemoteConfig {

	private static final Map<String, Supplier<Map<String, Object>>> STORES = new ConcurrentHashMap<>();

	private static final Map<String, Function<Map<String, Object>, PropertySource<?>>> FORMS = new ConcurrentHashMap<>();

	private static final AtomicInteger READS = new AtomicInteger();

	private RemoteConfig() {
	}

	static void put(String name, Map<String, Object> values) {
		answer(name, () -> values);
	}

	/** Lets a server answer in its own way, or not. */
	static void answer(String name, Supplier<Map<String, Object>> answer) {
		STORES.put(name, answer);
	}

	static void remove(String name) {
		STORES.remove(name);
	}

	/** Lets a server's values be a source of another kind. */
	static void form(String name, Function<Map<String, Object>, PropertySource<?>> form) {
		FORMS.put(name, form);
	}

	/** A number that no reading had before. */
	static int nextReading() {
		return READS.incrementAndGet();
	}

	static final class Resource extends ConfigDataResource {

		private final String name;

		Resource(String name) {
			this.name = name;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Resource resource && resource.name.equals(this.name);
		}

		@Override
		public int hashCode() {
			return this.name.hashCode();
		}

		@Override
		public String toString() {
			return "remote " + this.name;
		}

	}

	static final class Resolver implements ConfigDataLocationResolver<Resource> {

		@Override
		public boolean isResolvable(ConfigDataLocationResolverContext context, ConfigDataLocation location) {
			return location.hasPrefix("remote:");
		}

		@Override
		public List<Resource> resolve(ConfigDataLocationResolverContext context, ConfigDataLocation location) {
			return List.of(new Resource(location.getNonPrefixedValue("remote:")));
		}

	}

	static final class Loader implements ConfigDataLoader<Resource> {

		@Override
		public ConfigData load(ConfigDataLoaderContext context, Resource resource) {
			Supplier<Map<String, Object>> store = STORES.get(resource.name);
			if (store == null) {
				throw new ConfigDataResourceNotFoundException(resource);
			}
			Map<String, Object> values = Objects.requireNonNull(store.get());
			return new ConfigData(List
				.of(FORMS.getOrDefault(resource.name, (map) -> new MapPropertySource("remote:" + resource.name, map))
					.apply(values)));
		}

	}

}
