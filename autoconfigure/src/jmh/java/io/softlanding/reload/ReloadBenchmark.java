/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * A whole reload of 1,000 keys in 20 records from a file, with the pause between its two
 * readings.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 5)
@Measurement(iterations = 30)
public class ReloadBenchmark {

	private static final int RECORDS = 20;

	private static final int KEYS = 50;

	private Path directory;

	private ConfigurableApplicationContext context;

	private int version;

	@Setup(Level.Trial)
	public void start() throws IOException {
		this.directory = Files.createTempDirectory("reload");
		write();
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		this.context = application.run("--spring.main.banner-mode=off", "--logging.level.root=off",
				"--spring.config.location=file:" + this.directory + "/");
	}

	@Setup(Level.Invocation)
	public void write() throws IOException {
		StringBuilder yaml = new StringBuilder();
		this.version++;
		for (int i = 0; i < RECORDS; i++) {
			yaml.append("record-").append(i).append(":\n  values:\n");
			for (int key = 0; key < KEYS; key++) {
				yaml.append("    key-").append(key).append(": ").append(this.version).append('\n');
			}
		}
		Files.writeString(this.directory.resolve("application.yml"), yaml);
	}

	@Benchmark
	public ReloadAttempt reload() {
		ReloadAttempt attempt = this.context.getBean(Reloader.class).reload(ReloadTrigger.SIGNAL);
		if (attempt.outcome() != ReloadOutcome.APPLIED || attempt.changed() != RECORDS * KEYS) {
			throw new IllegalStateException(attempt.toString());
		}
		return attempt;
	}

	@TearDown(Level.Trial)
	public void stop() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableReloadable({ R0.class, R1.class, R2.class, R3.class, R4.class, R5.class, R6.class, R7.class, R8.class, R9.class,
			R10.class, R11.class, R12.class, R13.class, R14.class, R15.class, R16.class, R17.class, R18.class, R19.class })
	static class Application {

	}

	@ConfigurationProperties("record-0")
	record R0(Map<String, Integer> values) {
	}

	@ConfigurationProperties("record-1")
	record R1(Map<String, Integer> values) {
	}

	@ConfigurationProperties("record-2")
	record R2(Map<String, Integer> values) {
	}

	@ConfigurationProperties("record-3")
	record R3(Map<String, Integer> values) {
	}

	@ConfigurationProperties("record-4")
	record R4(Map<String, Integer> values) {
	}

	@ConfigurationProperties("record-5")
	record R5(Map<String, Integer> values) {
	}

	@ConfigurationProperties("record-6")
	record R6(Map<String, Integer> values) {
	}

	@ConfigurationProperties("record-7")
	record R7(Map<String, Integer> values) {
	}

	@ConfigurationProperties("record-8")
	record R8(Map<String, Integer> values) {
	}

	@ConfigurationProperties("record-9")
	record R9(Map<String, Integer> values) {
	}

	@ConfigurationProperties("record-10")
	record R10(Map<String, Integer> values) {
	}

	@ConfigurationProperties("record-11")
	record R11(Map<String, Integer> values) {
	}

	@ConfigurationProperties("record-12")
	record R12(Map<String, Integer> values) {
	}

	@ConfigurationProperties("record-13")
	record R13(Map<String, Integer> values) {
	}

	@ConfigurationProperties("record-14")
	record R14(Map<String, Integer> values) {
	}

	@ConfigurationProperties("record-15")
	record R15(Map<String, Integer> values) {
	}

	@ConfigurationProperties("record-16")
	record R16(Map<String, Integer> values) {
	}

	@ConfigurationProperties("record-17")
	record R17(Map<String, Integer> values) {
	}

	@ConfigurationProperties("record-18")
	record R18(Map<String, Integer> values) {
	}

	@ConfigurationProperties("record-19")
	record R19(Map<String, Integer> values) {
	}

}
