/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.http.ResponseEntity;
import org.springframework.scheduling.annotation.Async;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.WebAsyncTask;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A lease is not put around what returns before its work has ended.
 */
class LeaseLockedRefusalTests {

	static class Returned {

		@LeaseLocked("a")
		public CompletableFuture<String> future() {
			return new CompletableFuture<>();
		}

	}

	static class Published {

		@LeaseLocked("a")
		public Flow.Publisher<String> publisher() {
			throw new UnsupportedOperationException();
		}

	}

	static class Reactive {

		@LeaseLocked("a")
		public Mono<String> mono() {
			return Mono.empty();
		}

	}

	static class Deferred {

		@LeaseLocked("a")
		public DeferredResult<String> deferred() {
			return new DeferredResult<>();
		}

	}

	static class Called {

		@LeaseLocked("a")
		public Callable<String> callable() {
			return () -> "";
		}

	}

	static class Tasked {

		@LeaseLocked("a")
		public WebAsyncTask<String> task() {
			return new WebAsyncTask<>(() -> "");
		}

	}

	static class Emitted {

		@LeaseLocked("a")
		public SseEmitter emitter() {
			return new SseEmitter();
		}

	}

	static class Inside {

		@LeaseLocked("a")
		public ResponseEntity<StreamingResponseBody> body() {
			return ResponseEntity.ok((out) -> {
			});
		}

	}

	static class Streamed {

		@LeaseLocked("a")
		public IntStream stream() {
			return IntStream.empty();
		}

	}

	static class Listed {

		@LeaseLocked("a")
		public List<? extends Stream<String>> streams() {
			return List.of();
		}

	}

	static class Supplied {

		@LeaseLocked("a")
		public Supplier<String> later() {
			return () -> "";
		}

	}

	@Async
	static class AsyncClass {

		@LeaseLocked("a")
		public void work() {
		}

	}

	@Async
	@Retention(RetentionPolicy.RUNTIME)
	@interface Later {

	}

	static class AsyncMeta {

		@Later
		@LeaseLocked("a")
		public void work() {
		}

	}

	interface AsyncWork {

		@Async
		void work();

	}

	static class AsyncInterface implements AsyncWork {

		@Override
		@LeaseLocked("a")
		public void work() {
		}

	}

	interface Locked<T> {

		@LeaseLocked("a")
		T work();

	}

	static class LockedInterface implements Locked<CompletableFuture<String>> {

		@Override
		public CompletableFuture<String> work() {
			return new CompletableFuture<>();
		}

	}

	static class Suspended {

		@LeaseLocked("a")
		public @Nullable Object work(String id, kotlin.coroutines.Continuation<String> continuation) {
			return null;
		}

	}

	@LeaseLocked("nightly")
	@Retention(RetentionPolicy.RUNTIME)
	@interface Nightly {

	}

	static class Meta {

		@Nightly
		public CompletableFuture<String> work() {
			return new CompletableFuture<>();
		}

	}

	static class Skipped {

		@LeaseLocked(value = "a", skip = true)
		public String work() {
			return "";
		}

	}

	/** As those of MyBatis and jOOQ. */
	interface Cursor<T> extends AutoCloseable, Iterable<T> {

	}

	static class Opened {

		@LeaseLocked("a")
		public Cursor<String> rows() {
			throw new UnsupportedOperationException();
		}

	}

	/** Reads the next page when it is asked for it. */
	interface Pages<T> extends Iterable<T> {

	}

	static class Paged {

		@LeaseLocked("a")
		public ResponseEntity<Pages<String>> pages() {
			throw new UnsupportedOperationException();
		}

	}

	static class Hidden {

		@LeaseLocked("a")
		private void work() {
		}

		public void call() {
			work();
		}

	}

	static class OfTheClass {

		@LeaseLocked("a")
		public static void work() {
		}

	}

	static class Sealed {

		@LeaseLocked("a")
		public final void work() {
		}

	}

	static class Fine {

		@LeaseLocked("nightly")
		public <T extends Comparable<T>> T same(T one) {
			return one;
		}

		@LeaseLocked("order:#{#id}")
		public List<String> work(String id) {
			return List.of(id);
		}

		@LeaseLocked("order:#{#id}")
		public Iterable<String> iterable(String id) {
			return "lazy".equals(id) ? List.of(id)::iterator : List.of(id);
		}

		@LeaseLocked("order:#{#id}")
		public Object hidden(String id) {
			return new CompletableFuture<>();
		}

		@Nightly
		public String nightly() {
			return "done";
		}

	}

	private final StubLeases leases = new StubLeases();

	/** Grants everything, and remembers what it was asked for. */
	static final class StubLeases implements LeaseRegistry {

		final List<String> names = new java.util.ArrayList<>();

		final List<String> templates = new java.util.ArrayList<>();

		@Override
		public Lease tryAcquire(String name, Duration ttl, Duration wait) {
			throw new UnsupportedOperationException();
		}

		/** Returns a context that has not started, with one bean. */
		AnnotationConfigApplicationContext context(Class<?> type, boolean lazy) {
			AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
			context.registerBean(LeaseLockedPostProcessor.class,
					() -> new LeaseLockedPostProcessor(() -> this, () -> Duration.ofSeconds(30), () -> {
					}));
			context.registerBean("work", type, (definition) -> definition.setLazyInit(lazy));
			return context;
		}

		@Override
		public Lease tryAcquire(String name, String template, Duration ttl, Duration wait) {
			this.names.add(name);
			this.templates.add(template);
			return (Lease) java.lang.reflect.Proxy.newProxyInstance(getClass().getClassLoader(),
					new Class<?>[] { Lease.class }, (proxy, method, arguments) -> null);
		}

		@Override
		public java.util.concurrent.locks.Lock lock(String name, Duration ttl) {
			throw new UnsupportedOperationException();
		}

	}

	@ParameterizedTest
	@ValueSource(classes = { Returned.class, Published.class, Reactive.class, Deferred.class, Called.class,
			Tasked.class, Emitted.class, Inside.class, Streamed.class, Listed.class, Supplied.class, AsyncClass.class,
			AsyncMeta.class, AsyncInterface.class, LockedInterface.class, Suspended.class, Meta.class, Skipped.class,
			Opened.class, Paged.class, Hidden.class, OfTheClass.class, Sealed.class })
	void aBeanWhoseLeaseWouldGuardNothingIsNotCreated(Class<?> type) {
		try (AnnotationConfigApplicationContext context = this.leases.context(type, false)) {
			assertThatExceptionOfType(BeanCreationException.class).isThrownBy(context::refresh)
				.withRootCauseInstanceOf(IllegalStateException.class);
		}
		try (AnnotationConfigApplicationContext context = this.leases.context(type, true)) {
			context.refresh();
			assertThatExceptionOfType(BeanCreationException.class).isThrownBy(() -> context.getBean("work"))
				.withRootCauseInstanceOf(IllegalStateException.class);
		}
	}

	@Test
	void whatIsDoneWhenItReturnsIsCalledWithItsLease() {
		try (AnnotationConfigApplicationContext context = this.leases.context(Fine.class, false)) {
			context.refresh();
			Fine fine = context.getBean(Fine.class);
			assertThat(fine.work("17")).containsExactly("17");
			assertThat(fine.nightly()).isEqualTo("done");
			assertThat(this.leases.names).containsExactly("order:17", "nightly");
			assertThat(this.leases.templates).containsExactly("order:{id}", "nightly");
		}
	}

	@Test
	void aCollectionThatIsReturnedAsIterableHasBeenRead() {
		try (AnnotationConfigApplicationContext context = this.leases.context(Fine.class, false)) {
			context.refresh();
			Fine fine = context.getBean(Fine.class);
			assertThat(fine.iterable("17")).containsExactly("17");
			assertThatIllegalStateException().isThrownBy(() -> fine.iterable("lazy"));
		}
	}

	@Test
	void aFutureThatNoTypeShowsIsNotReturned() {
		try (AnnotationConfigApplicationContext context = this.leases.context(Fine.class, false)) {
			context.refresh();
			assertThatIllegalStateException().isThrownBy(() -> context.getBean(Fine.class).hidden("17"));
		}
	}

}
