/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;

import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.Lifecycle;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;

/**
 * Observes listener containers and producers of Spring for Apache Kafka, through hooks
 * that they have. Every bean stays the object that it is.
 */
final class KafkaMessaging implements BeanPostProcessor, ListenerLibrary, ProducerLibrary {

	private final KafkaListeners listeners;

	private final KafkaProducers producers = new KafkaProducers();

	KafkaMessaging(NanoClock clock) {
		this.listeners = new KafkaListeners(clock);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		Object target = target(bean);
		if (target instanceof ProducerFactory<?, ?> factory) {
			this.producers.observe(factory);
		}
		else if (target instanceof KafkaTemplate<?, ?> template) {
			this.producers.observe(template);
		}
		else if (target != null) {
			this.listeners.observe(target);
		}
		return bean;
	}

	/**
	 * What a bean is without its proxy. A proxy whose target depends on a scope, or is
	 * made later, is left alone: any call would make it, or fail. Such a target is
	 * post-processed itself.
	 */
	static @Nullable Object target(Object bean) {
		return (bean instanceof Advised) ? AopProxyUtils.getSingletonTarget(bean) : bean;
	}

	@Override
	public String name() {
		return "kafka";
	}

	@Override
	public Collection<? extends ListenedContainer> containers() {
		return this.listeners.containers();
	}

	@Override
	public @Nullable Collection<KafkaContainer> containersOf(Lifecycle bean) {
		return this.listeners.containersOf(bean);
	}

	@Override
	public HandledMessages messages() {
		return this.listeners.messages();
	}

	@Override
	public void flush(Duration timeout) {
		this.producers.flush(timeout);
	}

	@Override
	public Map<String, Long> unconfirmed() {
		return this.producers.unconfirmed();
	}

	@Override
	public Map<String, Long> failed() {
		return this.producers.failed();
	}

}
