package io.softlanding.reload;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RecordBinder}.
 */
class RecordBinderTests {

	@Test
	void aConverterThatHangsDoesNotHoldAReload(@TempDir Path directory) throws Exception {
		Files.writeString(directory.resolve("application.yml"), "pricing.margin: 0.25\n");
		try (ReloadedApplication application = ReloadedApplication.start(directory, Slow.class)) {
			ReloadParts parts = application.bean(ReloadParts.class);
			Reloader reloader = application.reloader(Duration.ofMillis(300), parts.mounts());
			application.write("pricing.margin: 0.35\ncourier.speed: fast\n");
			ReloadAttempt attempt = reloader.reload(ReloadRequest.by(ReloadTrigger.SIGNAL));
			assertThat(attempt.outcome()).isEqualTo(ReloadOutcome.FAILED);
			assertThat(attempt.message())
				.isEqualTo("The records cannot be bound within 300ms: does a converter or a constraint hang?");
			assertThat(reloader.reload(ReloadRequest.by(ReloadTrigger.SIGNAL)).message())
				.startsWith("The records have not been bound since a reload before");
			assertThat(application.pricing().margin()).isEqualTo("0.25");
			application.bean(CountDownLatch.class).countDown();
			Awaitility.await().until(() -> !parts.calls().hangs(parts.binder()));
			assertThat(reloader.reload(ReloadRequest.by(ReloadTrigger.SIGNAL)).outcome())
				.isEqualTo(ReloadOutcome.APPLIED);
		}
	}

	@Test
	void allBeansAreLookedAtOnceForAllUnknownKeys() {
		AtomicInteger looks = new AtomicInteger();
		RecordBinder binder = new RecordBinder(
				List.of(ReloadableType.of(Pricing.class), ReloadableType.of(Discount.class)),
				new ApplicationConversionService(), (editors) -> {
				}, List.of(), () -> {
					looks.incrementAndGet();
					return List.of(ConfigurationPropertyName.of("pricing.store"));
				}, new ProblemTexts(new ValueMask((key, value) -> value)));
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new MapPropertySource("file", Map.of("pricing.margin", "0.5", "pricing.a", "1", "pricing.b", "2",
					"pricing.store.url", "x", "discount.c", "3")));
		assertThat(binder.bind(environment).unknown().keySet()).containsExactly("discount.c", "pricing.a", "pricing.b");
		assertThat(looks).hasValue(1);
	}

	record Speed(String name) {
	}

	@ConfigurationProperties("courier")
	record Courier(Speed speed) {
	}

	@Configuration(proxyBeanMethods = false)
	@EnableReloadable(Courier.class)
	static class Slow {

		@Bean
		static CountDownLatch hold() {
			return new CountDownLatch(1);
		}

		@Bean
		@ConfigurationPropertiesBinding
		static SpeedConverter converter(CountDownLatch hold) {
			return new SpeedConverter(hold);
		}

	}

	private record SpeedConverter(CountDownLatch hold) implements Converter<String, Speed> {

		@Override
		public Speed convert(String source) {
			ReloadedApplication.holdOn(this.hold);
			return new Speed(source);
		}

	}

}
