/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.util.Arrays;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Registers a {@link Reloadable} for each record of one {@link EnableReloadable}. Always
 * when the application starts: code that the build generates for such a bean could not
 * name a record that is visible to its own package only.
 */
final class ReloadableBeans
		implements BeanDefinitionRegistryPostProcessor, BeanRegistrationAotProcessor, BeanClassLoaderAware {

	private final String[] names;

	private @Nullable ClassLoader classLoader;

	ReloadableBeans(String[] names) {
		this.names = names;
	}

	@Override
	public void setBeanClassLoader(ClassLoader classLoader) {
		this.classLoader = classLoader;
	}

	Stream<Class<?>> types() {
		return Arrays.stream(this.names).map((name) -> ClassUtils.resolveClassName(name, this.classLoader));
	}

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		types().forEach((type) -> {
			String name = "softlandingReloadable-" + type.getName();
			if (!registry.containsBeanDefinition(name)) {
				registry.registerBeanDefinition(name, definition(type));
			}
		});
	}

	private static RootBeanDefinition definition(Class<?> type) {
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setTargetType(ResolvableType.forClassWithGenerics(Reloadable.class, type));
		definition.setFactoryBeanName("softlandingSnapshotStore");
		definition.setFactoryMethodName("reloadable");
		definition.getConstructorArgumentValues().addGenericArgumentValue(type);
		definition.setAttribute(IGNORE_REGISTRATION_ATTRIBUTE, true);
		return definition;
	}

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
		if (bean.getBeanClass() != ReloadableBeans.class) {
			return null;
		}
		Class<?>[] types = types().toArray(Class[]::new);
		return (generation, code) -> BindableRuntimeHintsRegistrar.forTypes(types)
			.registerHints(generation.getRuntimeHints());
	}

	@Override
	public boolean isBeanExcludedFromAotProcessing() {
		return false;
	}

}
