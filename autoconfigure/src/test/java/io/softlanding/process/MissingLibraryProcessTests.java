/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications that do not have each library that Softlanding knows.
 */
class MissingLibraryProcessTests {

	@TempDir
	private Path directory;

	/** Each text is what is left out; the last one is everything that is optional. */
	@ParameterizedTest
	@ValueSource(strings = { "spring-web spring-webmvc spring-webflux spring-graphql",
			"spring-web spring-webmvc spring-webflux tomcat-embed-core jetty netty reactor", "actuator",
			"spring-jdbc spring-orm hibernate-core HikariCP", "spring-tx spring-jdbc spring-orm spring-data HikariCP",
			"HikariCP", "spring-data-redis spring-data-keyvalue lettuce jedis", "lettuce", "micrometer",
			"logback log4j", "hibernate-validator jakarta.validation", "resilience4j", "caffeine", "postgresql",
			"shedlock", "spring-tx spring-jdbc spring-orm spring-data spring-web spring-webmvc spring-webflux",
			"spring-web spring-webmvc spring-webflux tomcat jetty netty reactor actuator spring-jdbc spring-orm spring-tx hibernate "
					+ "HikariCP spring-data lettuce jedis micrometer validat resilience4j caffeine postgresql mariadb mysql shedlock jackson" })
	void aWorkerStartsAndDrainsWithout(String libraries) throws Exception {
		Path report = this.directory.resolve("report.json");
		try (ChildProcess app = ChildProcess.launch()
			.running(WorkerApplication.class)
			.without(libraries.split(" "))
			.with("spring.main.web-application-type=none", "spring.main.keep-alive=true",
					"softlanding.drain.report-file=" + report)
			.start()
			.awaitReady()) {
			app.signal("TERM");
			assertThat(app.awaitExit()).as(app.output()).isEqualTo(143);
			assertThat(Files.readString(report)).contains("\"stage\":\"graceful\"");
			assertThat(app.output()).contains("RAN").doesNotContain("Could not", "ClassNotFound", "NoClassDef");
		}
	}

}
