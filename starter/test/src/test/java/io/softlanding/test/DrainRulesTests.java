/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.annotation.PreDestroy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Each rule finds every method of a bad class, and none of a good one.
 */
class DrainRulesTests {

	@Test
	void anApplicationKeepsTheRules() {
		JavaClasses application = new ClassFileImporter().importClasses(Shop.class);
		DrainRules.all().check(application);
	}

	@ParameterizedTest
	@MethodSource("rules")
	void whatIsGoodIsNotFound(ArchRule rule, Class<?> good, Class<?> bad) {
		rule.check(new ClassFileImporter().importClasses(good));
	}

	@ParameterizedTest
	@MethodSource("rules")
	void eachMethodThatIsBadIsFound(ArchRule rule, Class<?> good, Class<?> bad) {
		String report = String.join("\n",
				rule.evaluate(new ClassFileImporter().importClasses(bad)).getFailureReport().getDetails());
		assertThat(bad.getDeclaredMethods()).filteredOn((method) -> method.getName().startsWith("bad"))
			.isNotEmpty()
			.allSatisfy((method) -> assertThat(report).contains("." + method.getName() + "("));
	}

	static Stream<Arguments> rules() {
		return Stream.of(arguments(DrainRules.NO_EXIT, Returns.class, Exits.class),
				arguments(DrainRules.NO_UNOBSERVED_EXECUTORS, Observed.class, Unobserved.class),
				arguments(DrainRules.NO_BLOCKING_PRE_DESTROY, Prompt.class, Blocking.class),
				arguments(DrainRules.NO_BLOCKING_PRE_DESTROY, Prompt.class, BlockingBean.class),
				arguments(DrainRules.NO_CLIENT_WITHOUT_TIMEOUT, Limited.class, Unlimited.class));
	}

	static class Returns {

		static int code;

		public static void main(String[] args) {
			System.exit(SpringApplication.exit(SpringApplication.run(Returns.class)));
		}

	}

	static class Exits {

		void badExit() {
			System.exit(1);
		}

		void badHalt() {
			Runtime.getRuntime().halt(1);
		}

		IntConsumer badReference() {
			return System::exit;
		}

		Runnable badLambda() {
			return () -> System.exit(2);
		}

	}

	static class Observed {

		@Bean
		ThreadPoolTaskExecutor orders() {
			return new ThreadPoolTaskExecutor();
		}

		@Bean(destroyMethod = "shutdown")
		ExecutorService mails() {
			return Executors.newFixedThreadPool(2);
		}

		CompletableFuture<Void> uses(Executor executor) {
			return CompletableFuture.runAsync(() -> {
			}, executor);
		}

	}

	static class Unobserved {

		final ExecutorService field;

		Unobserved() {
			this.field = badPool();
		}

		ExecutorService badPool() {
			return Executors.newCachedThreadPool();
		}

		@Bean
		ExecutorService badBeanWithoutCounters() {
			return Executors.newSingleThreadExecutor();
		}

		@Bean
		String badBeanOfAnotherType() {
			return new ThreadPoolTaskExecutor().toString();
		}

		void badThread() {
			new Thread(() -> {
			}).start();
		}

		Timer badTimer() {
			return new Timer();
		}

		CompletableFuture<Void> badCommonPool() {
			return CompletableFuture.runAsync(() -> {
			}).thenRunAsync(() -> {
			});
		}

		long badParallelStream() {
			return Stream.of(1, 2).parallel().count();
		}

	}

	static class Prompt {

		private final ExecutorService executor;

		Prompt(ExecutorService executor) {
			this.executor = executor;
		}

		@PreDestroy
		void close() {
			this.executor.shutdown();
		}

		void waitsElsewhere() throws InterruptedException {
			this.executor.awaitTermination(1, TimeUnit.SECONDS);
		}

	}

	static class Blocking {

		private final ExecutorService executor;

		private final CountDownLatch latch = new CountDownLatch(1);

		Blocking(ExecutorService executor) {
			this.executor = executor;
		}

		@PreDestroy
		void badTermination() throws InterruptedException {
			this.executor.awaitTermination(1, TimeUnit.MINUTES);
		}

		@PreDestroy
		void badFuture() {
			CompletableFuture.completedFuture(1).join();
		}

		@PreDestroy
		void badIndirectly() throws InterruptedException {
			helper();
		}

		private void helper() throws InterruptedException {
			this.latch.await();
		}

		@EventListener
		void badListener(ContextClosedEvent event) throws InterruptedException {
			Thread.sleep(event.getTimestamp());
		}

		@EventListener(ContextClosedEvent.class)
		void badListenerOfAnAnnotation() throws InterruptedException {
			Thread.sleep(1);
		}

	}

	static class BlockingBean implements DisposableBean {

		@Override
		public void destroy() throws Exception {
			badly();
		}

		void badly() throws InterruptedException {
			synchronized (this) {
				wait();
			}
		}

	}

	static class Limited {

		RestTemplate template() {
			SimpleClientHttpRequestFactory factory = new SimpleClientHttpRequestFactory();
			factory.setReadTimeout(Duration.ofSeconds(1));
			return new RestTemplate(factory);
		}

		HttpClient client() {
			return HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
		}

		HttpRequest request() {
			return HttpRequest.newBuilder(URI.create("http://localhost")).timeout(Duration.ofSeconds(1)).build();
		}

		Socket socket() throws IOException {
			Socket socket = new Socket();
			socket.setSoTimeout(1000);
			return socket;
		}

	}

	static class Unlimited {

		RestTemplate badTemplate() {
			return new RestTemplate();
		}

		RestTemplate badFactory() {
			return new RestTemplate(new SimpleClientHttpRequestFactory());
		}

		RestClient badRestClient() {
			return RestClient.create();
		}

		HttpClient badClient() {
			return HttpClient.newHttpClient();
		}

		HttpClient badBuilder() {
			return HttpClient.newBuilder().build();
		}

		HttpRequest badRequest() {
			return HttpRequest.newBuilder(URI.create("http://localhost")).build();
		}

		Socket badSocket() throws IOException {
			return new Socket("localhost", 1);
		}

	}

}
