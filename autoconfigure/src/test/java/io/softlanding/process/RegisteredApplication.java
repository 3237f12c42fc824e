/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.cloud.client.serviceregistry.AutoServiceRegistration;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.ApplicationContextEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;

/**
 * An application that is registered with a {@link RegistryServer}, in the way of Spring
 * Cloud, with Eureka's own client, or by listeners of its own.
 */
@EnableAutoConfiguration
@Import({ FaultyApplication.Controller.class, EurekaConfiguration.class })
class RegisteredApplication {

	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(RegisteredApplication.class);
		application
			.setDefaultProperties(Map.of("server.port", 0, "logging.pattern.console", "%m%n%ex", "spring.jmx.enabled",
					false, "management.endpoints.web.exposure.include", "*", "spring.main.banner-mode", "off"));
		application.addListeners(new ReadyLines());
		application.run(args);
	}

	static void send(String method, String uri) throws IOException {
		try {
			HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(URI.create(uri))
					.method(method, HttpRequest.BodyPublishers.noBody())
					.build(), HttpResponse.BodyHandlers.discarding());
		}
		catch (InterruptedException ex) {
			FaultyApplication.say("INTERRUPTED while it told the registry");
		}
	}

	@Bean
	@ConditionalOnProperty(name = "registry.client", havingValue = "spring-cloud")
	AutomaticRegistration automaticRegistration(Environment environment) {
		return new AutomaticRegistration(environment.getRequiredProperty("registry.url"));
	}

	@Bean
	@ConditionalOnProperty(name = "registry.client", havingValue = "event-listener")
	EventRegistration eventRegistration(Environment environment) {
		return new EventRegistration(environment.getRequiredProperty("registry.url"));
	}

	@Bean
	@ConditionalOnProperty(name = "registry.client", havingValue = "application-listener")
	ListenerRegistration listenerRegistration(Environment environment) {
		return new ListenerRegistration(environment.getRequiredProperty("registry.url"));
	}

	/** As the client of Spring Boot Admin. */
	record EventRegistration(String url) {

		@EventListener
		void ready(ApplicationReadyEvent event) throws IOException {
			send("POST", this.url + "?status=UP");
		}

		@EventListener
		void closed(ContextClosedEvent event) throws IOException {
			send("POST", this.url + "?status=DOWN");
		}

	}

	/** As Dubbo: one listener for all events of the context. */
	record ListenerRegistration(String url) implements ApplicationListener<ApplicationContextEvent> {

		@Override
		public void onApplicationEvent(ApplicationContextEvent event) {
			try {
				if (event instanceof ContextRefreshedEvent) {
					send("POST", this.url + "?status=UP");
				}
				else if (event instanceof ContextClosedEvent) {
					send("POST", this.url + "?status=DOWN");
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

	/** As those of Spring Cloud: told to stop by an event and by its phase. */
	static final class AutomaticRegistration implements AutoServiceRegistration, SmartLifecycle {

		private final AtomicBoolean running = new AtomicBoolean();

		private final String url;

		AutomaticRegistration(String url) {
			this.url = url;
		}

		@EventListener(ApplicationReadyEvent.class)
		void ready() {
			start();
		}

		@EventListener(ContextClosedEvent.class)
		void closed() {
			stop();
		}

		@Override
		public void start() {
			if (this.running.compareAndSet(false, true)) {
				tell("UP");
			}
		}

		@Override
		public void stop() {
			if (this.running.compareAndSet(true, false)) {
				tell("DOWN");
			}
		}

		private void tell(String status) {
			try {
				send("POST", this.url + "?status=" + status);
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public boolean isAutoStartup() {
			return false;
		}

		@Override
		public boolean isRunning() {
			return this.running.get();
		}

		@Override
		public int getPhase() {
			return 0;
		}

	}

}
