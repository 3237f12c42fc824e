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
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

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

	record Values(Map<String, Integer> values) {
	}

	@Setup(Level.Trial)
	public void start() throws IOException {
		this.directory = Files.createTempDirectory("reload");
		write();
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.addInitializers((context) -> {
			for (int i = 0; i < RECORDS; i++) {
				ReloadableType type = new ReloadableType(Values.class, ConfigurationPropertyName.of("record-" + i),
						false);
				((GenericApplicationContext) context).registerBean("record-" + i, ReloadableType.class, () -> type);
			}
		});
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
		ReloadAttempt attempt = this.context.getBean(Reloader.class).reload(ReloadRequest.by(ReloadTrigger.SIGNAL));
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
	@ImportAutoConfiguration(ReloadAutoConfiguration.class)
	static class Application {

	}

}
