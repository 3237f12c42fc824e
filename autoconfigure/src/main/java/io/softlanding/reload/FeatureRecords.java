/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import io.softlanding.config.SoftlandingProperties;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.core.type.classreading.CachingMetadataReaderFactory;
import org.springframework.util.ClassUtils;

/**
 * The property records of Softlanding's features, which are no beans: binding them only
 * when they are set saves time. Auto-configurations name those that they bind.
 */
final class FeatureRecords {

	private static final String ROOT = ClassUtils.getPackageName(FeatureRecords.class.getPackageName()) + ".";

	/** Keys that no record has. */
	private static final Set<ConfigurationPropertyName> OTHERS = Set
		.of(ConfigurationPropertyName.of("softlanding.group"), ConfigurationPropertyName.of("softlanding.validate"));

	private final Set<ReloadableType> inForce = new LinkedHashSet<>(
			Set.of(ReloadableType.of(SoftlandingProperties.class)));

	private final Set<ReloadableType> all = new LinkedHashSet<>(this.inForce);

	FeatureRecords(ConfigurableListableBeanFactory beans) {
		ClassLoader loader = Objects.requireNonNull(beans.getBeanClassLoader());
		MetadataReaderFactory classes = new CachingMetadataReaderFactory(loader);
		for (String name : ImportCandidates.load(AutoConfiguration.class, loader)) {
			if (name.startsWith(ROOT)) {
				Class<?> configuration = ClassUtils.resolveClassName(name, loader);
				List<ReloadableType> bound = bound(classes, name);
				this.all.addAll(bound);
				if (beans.getBeanNamesForType(configuration, true, false).length > 0) {
					this.inForce.addAll(bound);
				}
			}
		}
		this.all.add(ReloadableType.of(ReloadProperties.class));
	}

	private static List<ReloadableType> bound(MetadataReaderFactory classes, String name) {
		MergedAnnotation<?> annotation;
		try {
			annotation = classes.getMetadataReader(name)
				.getAnnotationMetadata()
				.getAnnotations()
				.get(RegisterReflectionForBinding.class);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		List<ReloadableType> types = new ArrayList<>();
		if (annotation.isPresent()) {
			for (Class<?> type : annotation.getClassArray("value")) {
				if (type.isAnnotationPresent(ConfigurationProperties.class)) {
					types.add(ReloadableType.of(type));
				}
			}
		}
		return types;
	}

	/** Returns the records of the features that are on. */
	Set<ReloadableType> inForce() {
		return this.inForce;
	}

	/** Returns the records of all features. */
	Set<ReloadableType> all() {
		return this.all;
	}

	/** Finds the keys that no feature has, whether it is on or off. */
	Map<String, ReloadProblem> unknown(RecordBinder binder, ConfigurableEnvironment environment) {
		Map<String, ReloadProblem> unknown = new TreeMap<>();
		ReloadableType root = ReloadableType.of(SoftlandingProperties.class);
		for (ReloadableType type : this.all) {
			binder.of(type).bind(environment).unknown().forEach((key, problem) -> {
				ConfigurationPropertyName name = ConfigurationPropertyName.adapt(key, '.');
				boolean known = type.equals(root) && (OTHERS.contains(name)
						|| this.all.stream().anyMatch((other) -> !other.equals(root) && other.covers(name)));
				if (!known) {
					unknown.put(key, problem);
				}
			});
		}
		return unknown;
	}

}
