/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.time.Duration;
import java.util.Set;

import io.softlanding.signal.SignalAction;
import io.softlanding.signal.SignalDelivery;

import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Registers a {@link SignalAction} for each signal at the start, because the build does
 * not know them.
 */
final class ReloadSignals implements BeanDefinitionRegistryPostProcessor {

	private static final Set<String> DEFAULT = Set.of("USR1");

	private final Environment environment;

	ReloadSignals(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		Set<String> signals = Binder.get(this.environment)
			.bind("softlanding.signals.reload", Bindable.setOf(String.class))
			.orElse(DEFAULT);
		for (String signal : signals) {
			BeanDefinition action = BeanDefinitionBuilder.rootBeanDefinition(ReloadSignal.class)
				.addConstructorArgValue(signal)
				.addConstructorArgReference("softlandingReloader")
				.getBeanDefinition();
			action.setAttribute(BeanRegistrationAotProcessor.IGNORE_REGISTRATION_ATTRIBUTE, true);
			registry.registerBeanDefinition("softlandingReloadBy" + signal, action);
		}
	}

	static final class ReloadSignal implements SignalAction {

		/** Delivering a storm of signals takes longer than sending it. */
		private static final Duration WINDOW = Duration.ofSeconds(2);

		private final String signal;

		private final Reloader reloader;

		ReloadSignal(String signal, Reloader reloader) {
			this.signal = signal;
			this.reloader = reloader;
		}

		@Override
		public String signal() {
			return this.signal;
		}

		/**
		 * A storm of signals causes two reloads: one for the first and one for the last.
		 */
		@Override
		public Duration window(Duration configured) {
			return (configured.compareTo(WINDOW) > 0) ? configured : WINDOW;
		}

		@Override
		public void run(SignalDelivery delivery) throws InterruptedException {
			this.reloader.reloadInTurn(ReloadTrigger.SIGNAL);
		}

	}

}
