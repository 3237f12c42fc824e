/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import io.softlanding.config.InvalidConfigurationException;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.server.WebExceptionHandler;

/**
 * Uncaught errors of WebFlux requests.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass({ DispatcherHandler.class, Mono.class })
class ReactivePanicsConfiguration {

	@Bean
	ReactivePanics softlandingReactivePanics(PanicRecorder recorder, PanicPlace.Lookup places,
			ObjectProvider<ManagementPaths> management, ApplicationContext context) {
		return new ReactivePanics(recorder, places, management.getIfAvailable(), context);
	}

	@Bean(autowireCandidate = false)
	@Order(Ordered.HIGHEST_PRECEDENCE)
	WebExceptionHandler softlandingFirstExceptionHandler(ReactivePanics panics) {
		return panics::first;
	}

	@Bean(autowireCandidate = false)
	@Order(Ordered.LOWEST_PRECEDENCE)
	WebExceptionHandler softlandingLastExceptionHandler(ReactivePanics panics) {
		return panics::last;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "softlanding.panic.answers", havingValue = "problem")
	@ConditionalOnClass(DispatcherHandler.class)
	static class NoAnswersConfiguration {

		@Bean
		InvalidConfigurationException softlandingNoAnswers() {
			throw PanicFeature.notOnWebFlux("answers", "answers to application");
		}

	}

}
