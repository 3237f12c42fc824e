/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.util.List;
import java.util.stream.Stream;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.validation.MessageInterpolatorFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;
import org.springframework.validation.Validator;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;
import org.springframework.validation.beanvalidation.SpringValidatorAdapter;

/**
 * Finds the validators of records, or creates one. Spring Boot validates its own
 * configuration classes in the same way.
 */
final class RecordValidators {

	private static final String JSR_380 = "jakarta.validation.Validator";

	/** An API without a provider validates nothing. */
	private static final String PROVIDER = "META-INF/services/jakarta.validation.spi.ValidationProvider";

	private static final String SPRING_BOOTS = "defaultValidator";

	private RecordValidators() {
	}

	static List<Validator> of(ApplicationContext context) {
		List<Validator> named = Stream.of(EnableConfigurationProperties.VALIDATOR_BEAN_NAME, SPRING_BOOTS)
			.filter((name) -> context.containsBean(name) && context.isTypeMatch(name, Validator.class))
			.map((name) -> context.getBean(name, Validator.class))
			.toList();
		ClassLoader classLoader = context.getClassLoader();
		if (!ClassUtils.isPresent(JSR_380, classLoader) || classLoader == null
				|| classLoader.getResource(PROVIDER) == null) {
			return named;
		}
		return Jsr380.isIn(named) ? named : Stream.concat(named.stream(), Stream.of(Jsr380.of(context))).toList();
	}

	/** Loaded only where its types are. */
	private static final class Jsr380 {

		static boolean isIn(List<Validator> validators) {
			return validators.stream().anyMatch(jakarta.validation.Validator.class::isInstance);
		}

		static Validator of(ApplicationContext context) {
			String[] names = context.getBeanNamesForType(jakarta.validation.Validator.class, true, false);
			if (names.length != 1) {
				return made(context);
			}
			jakarta.validation.Validator unique = context.getBean(names[0], jakarta.validation.Validator.class);
			return (unique instanceof Validator validator) ? validator : new SpringValidatorAdapter(unique);
		}

		private static Validator made(ApplicationContext context) {
			LocalValidatorFactoryBean validator = new LocalValidatorFactoryBean();
			validator.setApplicationContext(context);
			validator.setMessageInterpolator(new MessageInterpolatorFactory(context).getObject());
			validator.afterPropertiesSet();
			return validator;
		}

	}

}
