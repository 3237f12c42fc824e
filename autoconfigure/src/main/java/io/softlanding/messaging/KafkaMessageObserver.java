/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Objects;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.BatchInterceptor;
import org.springframework.kafka.listener.CompositeBatchInterceptor;
import org.springframework.kafka.listener.CompositeRecordInterceptor;
import org.springframework.kafka.listener.RecordInterceptor;
import org.springframework.util.ReflectionUtils;

/**
 * Notes what a container hands to its listener. Interceptors of the application are
 * called after it, as they would be without it.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
final class KafkaMessageObserver<K, V> implements RecordInterceptor<K, V>, BatchInterceptor<K, V> {

	private static final Logger logger = LoggerFactory.getLogger(KafkaMessageObserver.class);

	private final AbstractMessageListenerContainer<K, V> container;

	private final HandledMessages messages;

	private KafkaMessageObserver(AbstractMessageListenerContainer<K, V> container, HandledMessages messages) {
		this.container = container;
		this.messages = messages;
	}

	/** Observes a container that has not started. */
	@SuppressWarnings("unchecked")
	static <K, V> void attach(AbstractMessageListenerContainer<K, V> container, HandledMessages messages) {
		try {
			RecordInterceptor<K, V> records = (RecordInterceptor<K, V>) interceptor(container, "getRecordInterceptor");
			BatchInterceptor<K, V> batches = (BatchInterceptor<K, V>) interceptor(container, "getBatchInterceptor");
			KafkaMessageObserver<K, V> observer = new KafkaMessageObserver<>(container, messages);
			if (records == null) {
				container.setRecordInterceptor(observer);
			}
			else if (!isObserver(records)) {
				container.setRecordInterceptor(new Records<>(observer, records));
			}
			if (batches == null) {
				container.setBatchInterceptor(observer);
			}
			else if (!isObserver(batches)) {
				container.setBatchInterceptor(new Batches<>(observer, batches));
			}
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			logger.debug("Messages of listener container {} are not observed", container, ex);
		}
	}

	/** Whether the application has set no interceptors later. */
	static boolean isAttached(AbstractMessageListenerContainer<?, ?> container) {
		try {
			return isObserver(interceptor(container, "getRecordInterceptor"))
					&& isObserver(interceptor(container, "getBatchInterceptor"));
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			return false;
		}
	}

	private static boolean isObserver(@Nullable Object interceptor) {
		return interceptor instanceof KafkaMessageObserver || interceptor instanceof Records
				|| interceptor instanceof Batches;
	}

	/** Protected before version 4. */
	private static @Nullable Object interceptor(AbstractMessageListenerContainer<?, ?> container, String getter)
			throws IllegalAccessException, InvocationTargetException {
		Method method = Objects
			.requireNonNull(ReflectionUtils.findMethod(AbstractMessageListenerContainer.class, getter), getter);
		method.setAccessible(true);
		return method.invoke(container);
	}

	@Override
	public ConsumerRecord<K, V> intercept(ConsumerRecord<K, V> record, Consumer<K, V> consumer) {
		this.messages.begin(this.container, id(),
				() -> record.topic() + "-" + record.partition() + "@" + record.offset());
		return record;
	}

	/** After error handlers and their delays. */
	@Override
	public void afterRecord(ConsumerRecord<K, V> record, Consumer<K, V> consumer) {
		this.messages.end();
	}

	@Override
	public ConsumerRecords<K, V> intercept(ConsumerRecords<K, V> records, Consumer<K, V> consumer) {
		this.messages.begin(this.container, id(), () -> describe(records));
		return records;
	}

	private static String describe(ConsumerRecords<?, ?> records) {
		TopicPartition first = records.partitions().iterator().next();
		return records.count() + " records from " + first + "@" + records.records(first).get(0).offset();
	}

	/** After each poll, whatever became of a record. */
	@Override
	public void clearThreadState(Consumer<?, ?> consumer) {
		this.messages.end();
	}

	private String id() {
		return KafkaContainer.name(this.container);
	}

	/** Interceptors of the application behind an observer. */
	private static final class Records<K, V> extends CompositeRecordInterceptor<K, V> {

		@SafeVarargs
		@SuppressWarnings("varargs")
		private Records(RecordInterceptor<K, V>... interceptors) {
			super(interceptors);
		}

	}

	/** Interceptors of the application behind an observer. */
	private static final class Batches<K, V> extends CompositeBatchInterceptor<K, V> {

		@SafeVarargs
		@SuppressWarnings("varargs")
		private Batches(BatchInterceptor<K, V>... interceptors) {
			super(interceptors);
		}

	}

}
