/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RecordBinder}.
 */
class RecordBinderTests {

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

}
