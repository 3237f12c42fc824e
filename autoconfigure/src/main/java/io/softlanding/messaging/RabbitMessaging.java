/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.softlanding.config.LocalBeans;
import io.softlanding.time.NanoClock;
import org.aopalliance.aop.Advice;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.config.BaseRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.Lifecycle;
import org.springframework.context.SmartLifecycle;

/**
 * Listener containers and templates of Spring AMQP. An advice is added before those of
 * the application, in container factories and in containers that are beans. Every bean
 * stays the object that it is.
 */
final class RabbitMessaging implements BeanPostProcessor, BeanFactoryAware, ListenerLibrary, ProducerLibrary {

	/** Spring's own names tell nothing. */
	private static final String GENERATED = "org.springframework.amqp.";

	/** Templates do not tell when a confirmation arrives. */
	private static final long LOOK_MILLIS = 5;

	private final HandledMessages messages;

	private final RabbitListenerAdvice advice;

	private final KnownContainers known = new KnownContainers();

	/** Names of beans that are remembered when they are created. */
	private final Map<RabbitListenerEndpointRegistry, String> registries = weakMap();

	private final Map<AbstractMessageListenerContainer, String> containers = weakMap();

	private final Map<RabbitTemplate, String> templates = weakMap();

	private final TemporaryQueues temporary;

	/** Listeners by queue. */
	private final Map<String, String> listeners = new ConcurrentHashMap<>();

	private final NanoClock clock;

	private @Nullable ConfigurableListableBeanFactory beans;

	RabbitMessaging(NanoClock clock) {
		this.clock = clock;
		this.temporary = new TemporaryQueues(this::queues, clock);
		this.messages = new HandledMessages(clock);
		this.advice = new RabbitListenerAdvice(this.messages, this::listeners);
	}

	@Override
	public void setBeanFactory(BeanFactory beans) {
		this.beans = (beans instanceof ConfigurableListableBeanFactory listable) ? listable : null;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String name) {
		if (bean instanceof AbstractMessageListenerContainer container) {
			add(ContainerProperties.adviceChain(container), container::setAdviceChain);
			if (isSingleton(name)) {
				this.containers.put(container, name);
			}
		}
		else if (bean instanceof RabbitListenerEndpointRegistry registry) {
			this.registries.put(registry, name);
		}
		else if (bean instanceof RabbitTemplate template) {
			this.templates.put(template, name);
		}
		return bean;
	}

	/** Spring starts and stops no others. */
	private boolean isSingleton(String name) {
		ConfigurableListableBeanFactory beans = this.beans;
		return beans == null || !beans.containsBeanDefinition(name)
				|| beans.getMergedBeanDefinition(name).isSingleton();
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		if (bean instanceof BaseRabbitListenerContainerFactory<?> factory && !LocalBeans.isScoped(bean)) {
			Advice[] chain = factory.getAdviceChain();
			add((chain != null) ? chain : new Advice[0], factory::setAdviceChain);
		}
		return bean;
	}

	private void add(Advice @Nullable [] chain, Consumer<Advice[]> setter) {
		if (chain != null && !Arrays.asList(chain).contains(this.advice)) {
			setter.accept(Stream.concat(Stream.of(this.advice), Arrays.stream(chain)).toArray(Advice[]::new));
		}
	}

	@Override
	public String name() {
		return "rabbit";
	}

	@Override
	public @Nullable Collection<LifecycleContainer> containersOf(Lifecycle bean) {
		return LifecycleContainer.of(bean, containers(),
				(bean instanceof RabbitListenerEndpointRegistry registry) ? registry.getListenerContainers() : null);
	}

	@Override
	public HandledMessages messages() {
		return this.messages;
	}

	@Override
	public Collection<LifecycleContainer> containers() {
		Map<SmartLifecycle, String> found = new LinkedHashMap<>();
		copy(this.registries).keySet().forEach((registry) -> {
			// The type of the elements has moved between versions.
			for (Object container : registry.getListenerContainers()) {
				if (container instanceof SmartLifecycle lifecycle) {
					found.put(lifecycle, name(lifecycle, "rabbit"));
				}
			}
		});
		copy(this.containers).forEach((container, name) -> found.putIfAbsent(container, name(container, name)));
		return this.known.of(found, this::container);
	}

	private static <T> Map<T, String> weakMap() {
		return Collections.synchronizedMap(new WeakHashMap<>());
	}

	private static <T> Map<T, String> copy(Map<T, String> map) {
		synchronized (map) {
			return new LinkedHashMap<>(map);
		}
	}

	/** Those of annotations are registered without being initialized as beans. */
	private Stream<Queue> queues() {
		ConfigurableListableBeanFactory beans = this.beans;
		if (beans == null) {
			return Stream.empty();
		}
		return Stream.concat(LocalBeans.existing(beans, Queue.class).values().stream(),
				LocalBeans.existing(beans, Declarables.class)
					.values()
					.stream()
					.flatMap((declarables) -> declarables.getDeclarablesByType(Queue.class).stream()));
	}

	private LifecycleContainer container(SmartLifecycle container, String name) {
		return (container instanceof AbstractMessageListenerContainer known)
				? new RabbitContainer(known, name, this.messages, this.temporary)
				: new LifecycleContainer(container, name);
	}

	private static String name(SmartLifecycle container, String otherwise) {
		if (container instanceof AbstractMessageListenerContainer known) {
			String id = known.getListenerId();
			return (id == null || id.startsWith(GENERATED)) ? String.join(",", known.getQueueNames()) : id;
		}
		return otherwise;
	}

	private String listeners(String queue) {
		String known = this.listeners.get(queue);
		if (known == null) {
			known = containers().stream()
				.filter((container) -> container instanceof RabbitContainer rabbit && rabbit.listensTo(queue))
				.map(LifecycleContainer::name)
				.sorted()
				.collect(Collectors.joining(","));
			this.listeners.put(queue, known);
		}
		return known;
	}

	/** Messages were sent when they were published: only confirmations are awaited. */
	@Override
	public void flush(Duration timeout) throws InterruptedException {
		long end = this.clock.nanoTime() + timeout.toNanos();
		while (!unconfirmed().isEmpty() && end - this.clock.nanoTime() > 0) {
			TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
		}
	}

	/** By default exchange of the template, or by the name of its bean. */
	@Override
	public Map<String, Long> unconfirmed() {
		Map<String, Long> unconfirmed = new TreeMap<>();
		copy(this.templates).forEach((template, name) -> {
			long count = template.getUnconfirmedCount();
			if (count > 0) {
				String exchange = template.getExchange();
				unconfirmed.merge(exchange.isEmpty() ? name : exchange, count, Long::sum);
			}
		});
		return unconfirmed;
	}

	/** A template tells only its application about messages that are not confirmed. */
	@Override
	public Map<String, Long> failed() {
		return Map.of();
	}

}
