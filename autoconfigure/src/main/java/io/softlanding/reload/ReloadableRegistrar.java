/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.util.Arrays;

import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers what registers a {@link Reloadable} for each class that an
 * {@link EnableReloadable} names.
 */
final class ReloadableRegistrar implements ImportBeanDefinitionRegistrar {

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		String[] types = metadata.getAnnotations()
			.stream(EnableReloadable.class)
			.flatMap((annotation) -> Arrays.stream(annotation.getStringArray("value")))
			.toArray(String[]::new);
		registry.registerBeanDefinition("softlandingReloadables-" + metadata.getClassName(),
				BeanDefinitionBuilder.rootBeanDefinition(ReloadableBeans.class)
					.addConstructorArgValue(types)
					.getBeanDefinition());
	}

}
