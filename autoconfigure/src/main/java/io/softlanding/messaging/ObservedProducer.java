/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Counts the records of a producer that the broker has not confirmed. A proxy, since the
 * methods of producers differ between versions of Kafka; Spring wraps each producer in
 * any case, so that the application never sees its class.
 */
final class ObservedProducer implements InvocationHandler {

	private final Producer<?, ?> producer;

	private final Consumer<ObservedProducer> closed;

	private final Consumer<String> failed;

	private final Map<String, AtomicLong> unconfirmed = new ConcurrentHashMap<>();

	ObservedProducer(Producer<?, ?> producer, Consumer<ObservedProducer> closed, Consumer<String> failed) {
		this.producer = producer;
		this.closed = closed;
		this.failed = failed;
	}

	@SuppressWarnings("unchecked")
	<K, V> Producer<K, V> proxy() {
		return (Producer<K, V>) Proxy.newProxyInstance(Producer.class.getClassLoader(),
				new Class<?>[] { Producer.class }, this);
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
		String name = method.getName();
		if (name.equals("send") && arguments != null && arguments[0] instanceof ProducerRecord<?, ?> record) {
			return send(record, (arguments.length > 1) ? (Callback) arguments[1] : null);
		}
		if (name.equals("equals") && arguments != null) {
			return proxy == arguments[0];
		}
		try {
			return method.invoke(this.producer, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
		finally {
			if (name.equals("close")) {
				this.closed.accept(this);
			}
		}
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private Object send(ProducerRecord<?, ?> record, @Nullable Callback callback) {
		Sent sent = new Sent(record.topic(), callback);
		counter(sent.topic).incrementAndGet();
		try {
			return this.producer.send((ProducerRecord) record, sent);
		}
		catch (Throwable ex) {
			// Some failures are thrown, others are passed to the callback.
			if (sent.end()) {
				this.failed.accept(sent.topic);
			}
			throw ex;
		}
	}

	private AtomicLong counter(String topic) {
		AtomicLong counter = this.unconfirmed.get(topic);
		return (counter != null) ? counter : this.unconfirmed.computeIfAbsent(topic, (added) -> new AtomicLong());
	}

	void flush() {
		this.producer.flush();
	}

	Map<String, Long> unconfirmed() {
		return KafkaProducers.numbers(this.unconfirmed);
	}

	/** A record on its way. */
	private final class Sent extends AtomicBoolean implements Callback {

		private static final long serialVersionUID = 1L;

		private final transient @Nullable Callback callback;

		private final String topic;

		private Sent(String topic, @Nullable Callback callback) {
			this.topic = topic;
			this.callback = callback;
		}

		private boolean end() {
			boolean first = compareAndSet(false, true);
			if (first) {
				Objects.requireNonNull(ObservedProducer.this.unconfirmed.get(this.topic)).decrementAndGet();
			}
			return first;
		}

		@Override
		public void onCompletion(RecordMetadata metadata, @Nullable Exception exception) {
			if (end() && exception != null) {
				ObservedProducer.this.failed.accept(this.topic);
			}
			if (this.callback != null) {
				this.callback.onCompletion(metadata, exception);
			}
		}

	}

}
