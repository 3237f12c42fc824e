/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.softlanding.inflight.ServedRequest;
import io.softlanding.time.NanoClock;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.WebAsyncTask;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.AsyncSupportConfigurer;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which thread works for which request, on a real Tomcat.
 */
@Timeout(60)
class RequestThreadResolverTests {

	private final InFlightRequests requests = new InFlightRequests(NanoClock.SYSTEM);

	private final Tomcat tomcat = new Tomcat();

	private Web web;

	@BeforeEach
	void start(@TempDir Path directory) throws Exception {
		AnnotationConfigWebApplicationContext mvc = new AnnotationConfigWebApplicationContext();
		mvc.register(Web.class);
		this.tomcat.setBaseDir(directory.toString());
		this.tomcat.setPort(0);
		this.tomcat.getConnector();
		Context context = this.tomcat.addContext("", null);
		context
			.addLifecycleListener(new TomcatServer(TestArrivals.of(this.requests), List::of, List::of)::lifecycleEvent);
		Wrapper servlet = Tomcat.addServlet(context, "mvc", new DispatcherServlet(mvc));
		servlet.setAsyncSupported(true);
		servlet.setLoadOnStartup(1);
		context.addServletMappingDecoded("/", "mvc");
		this.tomcat.start();
		this.web = mvc.getBean(Web.class);
	}

	@AfterEach
	void stop() throws Exception {
		this.web.goOn.countDown();
		this.tomcat.stop();
		this.tomcat.destroy();
	}

	private HttpResponse<String> get(String path) throws Exception {
		URI uri = URI.create("http://localhost:" + this.tomcat.getConnector().getLocalPort() + path);
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
	}

	@Test
	void aThreadOfTheServerWorksForItsRequestUntilThatIsAnswered() throws Exception {
		assertThat(get("/served/7").body()).isEqualTo("GET /served/{id} false");
		Awaitility.await().until(() -> this.web.seen.get().isOver());
		assertThat(this.web.threads.get()).isNull();
	}

	@Test
	void aThreadOfAnAsynchronousAnswerGoesOnWhenItsRequestIsOver() throws Exception {
		assertThat(get("/late/7").statusCode()).isGreaterThanOrEqualTo(500);
		Awaitility.await().until(() -> this.web.seen.get().isOver());
		assertThat(this.web.seen.get().route()).isEqualTo("/late/{id}");
		this.web.goOn.countDown();
		assertThat(this.web.stillSeen.get(10, TimeUnit.SECONDS)).isSameAs(this.web.seen.get());
	}

	@ParameterizedTest
	@ValueSource(strings = { "/object", "/task", "/entity" })
	void threadsAreFollowedHoweverTheHandlerIsDeclared(String path) throws Exception {
		assertThat(get(path).body()).isEqualTo("GET " + path);
		assertThat(this.web.seen.get(10, TimeUnit.SECONDS).route()).isEqualTo(path);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebMvc
	@RestController
	static class Web implements WebMvcConfigurer {

		private final RequestThreadResolver threads = new RequestThreadResolver();

		private final CompletableFuture<ServedRequest> seen = new CompletableFuture<>();

		private final CompletableFuture<ServedRequest> stillSeen = new CompletableFuture<>();

		private final CountDownLatch goOn = new CountDownLatch(1);

		@Override
		public void configureAsyncSupport(AsyncSupportConfigurer configurer) {
			configurer.setTaskExecutor(executor());
			configurer.setDefaultTimeout(200);
		}

		@Bean
		static SimpleAsyncTaskExecutor executor() {
			return new SimpleAsyncTaskExecutor();
		}

		@Override
		public void addInterceptors(InterceptorRegistry registry) {
			registry.addInterceptor(new RouteInterceptor(this.threads));
		}

		@GetMapping("/served/{id}")
		String served(@PathVariable String id) {
			ServedRequest request = this.threads.get();
			this.seen.complete(request);
			return request.method() + " " + request.route() + " " + request.isOver();
		}

		@GetMapping("/late/{id}")
		Callable<String> late(@PathVariable String id) {
			return () -> {
				this.seen.complete(this.threads.get());
				awaitUninterruptibly();
				this.stillSeen.complete(this.threads.get());
				return "too late";
			};
		}

		@GetMapping("/object")
		Object object() {
			return (Callable<String>) this::see;
		}

		@GetMapping("/task")
		WebAsyncTask<String> task() {
			return new WebAsyncTask<>(this::see);
		}

		@GetMapping("/entity")
		ResponseEntity<StreamingResponseBody> entity() {
			return ResponseEntity.ok((output) -> output.write(see().getBytes(StandardCharsets.UTF_8)));
		}

		private String see() {
			ServedRequest request = this.threads.get();
			this.seen.complete(request);
			return request.method() + " " + request.route();
		}

		/** Spring interrupts it, which not all code takes notice of. */
		private void awaitUninterruptibly() {
			while (this.goOn.getCount() > 0) {
				try {
					this.goOn.await();
				}
				catch (InterruptedException ex) {
					continue;
				}
			}
		}

	}

}
