/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.core.io.DefaultResourceLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The real client of Spring Cloud Config, which the build copies to a directory, and a
 * server that answers as a Config Server does.
 */
class ConfigServerTests {

	private static final Path CLIENT = Path.of("target", "config-client");

	private static final String FIRST = "discount.percent: 5\n";

	private final ClassLoader before = Thread.currentThread().getContextClassLoader();

	@TempDir
	Path directory;

	private volatile String remote = "\"pricing.margin\": \"0.25\", \"app.title\": \"Shop\"";

	private volatile int status = 200;

	private HttpServer server;

	private URLClassLoader client;

	@BeforeEach
	void start() throws IOException {
		// Only the build copies it.
		assumeThat(Files.isDirectory(CLIENT) || System.getProperty("basedir") != null).isTrue();
		try (Stream<Path> jars = Files.list(CLIENT)) {
			List<URL> urls = new ArrayList<>();
			for (Path jar : jars.toList()) {
				urls.add(jar.toUri().toURL());
			}
			this.client = new URLClassLoader(urls.toArray(URL[]::new), this.before);
		}
		Thread.currentThread().setContextClassLoader(this.client);
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/shop/default", (exchange) -> {
			byte[] answer = """
					{"name": "shop", "profiles": ["default"], "label": null, "version": "1", "state": null,
					"propertySources": [{"name": "file:/config/shop.yml", "source": {%s}}]}""".formatted(this.remote)
				.getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			exchange.sendResponseHeaders(this.status, answer.length);
			exchange.getResponseBody().write(answer);
			exchange.close();
		});
		this.server.start();
		Files.writeString(this.directory.resolve("application.yml"), FIRST);
	}

	@AfterEach
	void stop() throws IOException {
		Thread.currentThread().setContextClassLoader(this.before);
		if (this.server != null) {
			this.server.stop(0);
			this.client.close();
		}
	}

	private ReloadedApplication application() {
		SpringApplication application = new SpringApplication(new DefaultResourceLoader(this.client),
				ReloadedApplication.Application.class);
		return ReloadedApplication.start(application, this.directory, "spring.application.name=shop",
				"spring.config.import=configserver:http://127.0.0.1:" + this.server.getAddress().getPort());
	}

	private static void assertMargin(ReloadedApplication application, String margin) {
		assertThat(application.pricing().margin()).isEqualTo(margin);
		assertThat(application.context().getEnvironment().getProperty("pricing.margin")).isEqualTo(margin);
	}

	@Test
	void whatTheServerHasChangedIsApplied() throws IOException {
		try (ReloadedApplication application = application()) {
			assertMargin(application, "0.25");
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.UNCHANGED);
			this.remote = this.remote.replace("0.25", "0.3");
			ReloadAttempt attempt = application.reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.APPLIED);
			assertThat(attempt.changes()).containsExactly(new ReloadChange("pricing.margin", "0.25", "0.3", false));
			assertMargin(application, "0.3");
			this.remote = this.remote.replace("0.3", "0.35");
			attempt = application.write(FIRST.replace("5", "6")).reload();
			assertThat(attempt.changes()).extracting(ReloadChange::key)
				.containsExactly("discount.percent", "pricing.margin");
			assertMargin(application, "0.35");
			assertThat(application.record(Discount.class).percent()).isEqualTo(6);
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.UNCHANGED);
		}
	}

	@Test
	void aServerThatFailsOrLosesItsKeysChangesNothing() throws IOException {
		try (ReloadedApplication application = application()) {
			this.status = 500;
			assertThat(application.write(FIRST.replace("5", "6")).reload().outcome()).isEqualTo(ReloadOutcome.INVALID);
			assertMargin(application, "0.25");
			assertThat(application.record(Discount.class).percent()).isEqualTo(5);
			this.status = 200;
			String whole = this.remote;
			this.remote = "";
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.INVALID);
			assertMargin(application, "0.25");
			this.remote = whole.replace("0.25", "0.4");
			assertThat(application.reload().outcome()).isEqualTo(ReloadOutcome.APPLIED);
			assertMargin(application, "0.4");
		}
	}

	/** The client's library decrypts such values when the application starts. */
	@Test
	void whatTheServerHasEncryptedIsNotInstalled() throws IOException {
		try (ReloadedApplication application = application()) {
			this.remote = this.remote.replace("Shop", "{cipher}0123456789abcdef");
			ReloadAttempt attempt = application.reload();
			assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.INVALID);
			assertThat(attempt.problems()).extracting(ReloadProblem::key).containsExactly("app.title");
			assertThat(attempt.toString()).doesNotContain("0123456789abcdef");
			assertThat(application.context().getEnvironment().getProperty("app.title")).isEqualTo("Shop");
		}
	}

}
