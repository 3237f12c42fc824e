/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import org.springframework.core.io.InputStreamResource;
import org.junit.jupiter.params.provider.CsvSource;
import org.jspecify.annotations.Nullable;
import java.sql.ResultSet;
import java.io.Reader;
import java.io.InputStream;
import java.io.ByteArrayInputStream;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.List;
import java.util.ListIterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.softlanding.lock.LeaseLockedRefusalTests.StubLeases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.ResponseEntity;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * More ways in which work goes on after the method that was locked: declared by
 * inheritance, by annotations of the application, or shown by the result only.
 */
class LeaseLockedResultTests {

	interface Contents {

		InputStream stream();

		Reader reader();

		ResponseEntity<InputStreamResource> resource();

		ResultSet rows();

		ByteArrayInputStream memory();

	}

	@ParameterizedTest
	@CsvSource({ "stream, InputStream", "reader, Reader", "resource, InputStreamResource", "rows, ResultSet",
			"memory," })
	void whatIsReadAfterItWasReturnedIsDeferred(String method, @Nullable String type) throws Exception {
		assertThat(DeferredWork.reason(Contents.class.getMethod(method), Contents.class))
			.isEqualTo((type != null) ? "returns a " + type : null);
	}

	interface AsyncWork {

		@Async
		void work();

	}

	interface Locked<T> {

		@LeaseLocked("a")
		T work();

	}

	static class AsyncBase {

		@LeaseLocked("a")
		public void work() {
		}

	}

	/** Its interface says so of a method that its superclass has. */
	static class AsyncByInheritance extends AsyncBase implements AsyncWork {

	}

	static class LockedBase {

		public CompletableFuture<String> work() {
			return new CompletableFuture<>();
		}

	}

	static class LockedByInheritance extends LockedBase implements Locked<CompletableFuture<String>> {

	}

	static class Computed {

		@LeaseLocked("a")
		public Function<String, String> later() {
			return (text) -> text;
		}

	}

	@FunctionalInterface
	interface Task {

		void run();

	}

	static class OwnFunction {

		@LeaseLocked("a")
		public Optional<Task> later() {
			return Optional.empty();
		}

	}

	static class Directory {

		@LeaseLocked("a")
		public DirectoryStream<Path> files() {
			throw new UnsupportedOperationException();
		}

	}

	static class Iterated {

		@LeaseLocked("a")
		public ListIterator<String> iterator() {
			return List.of("").listIterator();
		}

	}

	static class OwnStage extends CompletableFuture<String> {

	}

	static class Bounded {

		@LeaseLocked("a")
		public <T extends OwnStage> T work() {
			throw new UnsupportedOperationException();
		}

	}

	static class Scheduled {

		@org.springframework.scheduling.annotation.Scheduled(fixedDelay = 1000)
		@LeaseLocked(value = "a", skip = false)
		public Publisher<Void> work() {
			return Mono.empty();
		}

	}

	static class Fine {

		@LeaseLocked("order:#{#id}")
		public Iterable<String> lazy(String id) {
			return () -> List.of(id).iterator();
		}

		@LeaseLocked("order:#{#id}")
		public ResponseEntity<?> body(String id) {
			return ResponseEntity.ok((StreamingResponseBody) (out) -> {
			});
		}

		@LeaseLocked("order:#{#id}")
		public Iterable<String> eager(String id) {
			return List.of(id);
		}

	}

	private final StubLeases leases = new StubLeases();

	@ParameterizedTest
	@ValueSource(classes = { AsyncByInheritance.class, LockedByInheritance.class, Computed.class, OwnFunction.class,
			Directory.class, Iterated.class, Bounded.class, Scheduled.class })
	void aBeanWhoseLeaseWouldGuardNothingIsNotCreated(Class<?> type) {
		try (AnnotationConfigApplicationContext context = this.leases.context(type, false)) {
			assertThatExceptionOfType(BeanCreationException.class).isThrownBy(context::refresh)
				.withRootCauseInstanceOf(IllegalStateException.class);
		}
	}

	@Test
	void workThatOnlyTheResultShowsIsNotReturned() {
		try (AnnotationConfigApplicationContext context = this.leases.context(Fine.class, false)) {
			context.refresh();
			Fine fine = context.getBean(Fine.class);
			assertThatIllegalStateException().isThrownBy(() -> fine.lazy("17"));
			assertThatIllegalStateException().isThrownBy(() -> fine.body("17"));
			assertThat(fine.eager("17")).containsExactly("17");
		}
	}

	@Retention(RetentionPolicy.RUNTIME)
	@interface OwnAsync {

	}

	static class OwnAsyncWork {

		@OwnAsync
		@LeaseLocked("a")
		public void work() {
		}

	}

	@EnableAsync(annotation = OwnAsync.class, proxyTargetClass = true, order = Ordered.HIGHEST_PRECEDENCE)
	@Configuration(proxyBeanMethods = false)
	static class OwnAsyncConfiguration {

	}

	@Test
	void aMethodThatIsAsynchronousByAnAnnotationOfTheApplicationIsNotCalled() {
		try (AnnotationConfigApplicationContext context = this.leases.context(OwnAsyncWork.class, false)) {
			context.register(OwnAsyncConfiguration.class);
			context.refresh();
			OwnAsyncWork work = context.getBean(OwnAsyncWork.class);
			assertThatIllegalStateException().isThrownBy(work::work).withMessageContaining("on another thread");
			assertThat(this.leases.names).isEmpty();
		}
	}

	interface LockedWork {

		@LeaseLocked("inherited")
		String work();

	}

	static class Base {

		public String work() {
			return "done";
		}

	}

	static class Inheriting extends Base implements LockedWork {

	}

	@Test
	void aMethodOfASuperclassMayBeAnnotatedOnAnInterface() {
		try (AnnotationConfigApplicationContext context = this.leases.context(Inheriting.class, false)) {
			context.refresh();
			assertThat(context.getBean(LockedWork.class).work()).isEqualTo("done");
			assertThat(this.leases.names).containsExactly("inherited");
		}
	}

}
