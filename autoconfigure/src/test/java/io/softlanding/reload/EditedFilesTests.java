/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.CompositePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * After an edit, an application that runs is what a new one would be, or what it was.
 */
class EditedFilesTests {

	private static final String BASE = "pricing.margin: 0.25\ndiscount.percent: 5\n";

	@TempDir
	private Path directory;

	/** The content of a file, or {@code null} to delete it. */
	private record Edit(String file, @Nullable String content) {
	}

	private static Edit yaml(String content) {
		return new Edit("application.yml", BASE + content);
	}

	private static final List<Edit> EDITS = List.of(yaml("shop.hosts: [a, b, c]\n"), yaml("shop.hosts: [a]\n"),
			yaml("shop.hosts: []\n"), yaml("shop.hosts: a,b\n"), yaml("shop.hosts[0]: a\nshop.hosts[1]: b\n"),
			yaml("shop.hosts[1]: b\n"), yaml("shop.hosts: {a: b}\n"), yaml("shop.limits: {a: 1, b: 2, '[c.d]': 3}\n"),
			yaml("shop.limits: {b: 2}\n"), yaml("shop.limits: {b: two}\n"), yaml("shop.limits:\n"),
			yaml("shop.limits: {}\n"), yaml("shop: &shop\n  name: one\n  open: true\nother: *shop\n"),
			yaml("shop: &shop\n  name: two\nother:\n  <<: *shop\n  open: false\n"),
			yaml("shop.name: one\nshop.name: two\n"), yaml("shop:\n  name: one\nshop:\n  open: true\n"),
			yaml("shop.NAME: three\n"), yaml("SHOP_NAME: four\n"), yaml("shop.n-a-m-e: five\n"), yaml("shop.name:\n"),
			yaml("shop.name: ''\n"), yaml("shop.name: ~\n"), yaml("shop.name: 'Schlüssel ☂'\n"),
			yaml("shop.name: 007\n"), yaml("shop.name: 1_000\n"), yaml("shop.name: yes\n"), yaml("shop.open: no\n"),
			yaml("shop.open: maybe\n"), yaml("shop.name: ${discount.percent}-${shop.open:false}\n"),
			yaml("shop.name: ${nothing.there}\n"), yaml("shop.name: \\${escaped}\n"),
			yaml("shop.name: ${other}\nother: ${shop.name}\n"), yaml("shop.name: first\n---\nshop.name: second\n"),
			yaml("shop.name: first\n---\nspring.config.activate.on-profile: dev\nshop.name: dev\n"),
			yaml("shop.name: first\n---\nspring.config.activate.on-profile: prod\nshop.name: prod\n"),
			new Edit("application-dev.yml", "shop.hosts: [x]\nshop.name: profile\n"),
			yaml("shop.hosts: [a, b, c]\nshop.name: base\n"), new Edit("application-dev.yml", "shop.hosts: [x, y]\n"),
			new Edit("application-dev.yml", null),
			new Edit("application.properties", "shop.name=properties\nshop.hosts=p,q\n"),
			new Edit("application.properties", "shop.name=properti\\u00e9s\n"),
			new Edit("application.properties", "shop.name=broken \\u00\n"), new Edit("application.properties", null),
			yaml("spring.config.import: optional:more.yml\nshop.name: base\n"),
			new Edit("more.yml", "shop.name: imported\nshop.limits.a: 1\n"), new Edit("more.yml", "shop.limits.a: 2\n"),
			new Edit("more.yml", "shop: [\n"), new Edit("more.yml", "shop.name: ${suffix}\n"),
			yaml("spring.config.import: optional:more.yml\nsuffix: other file\n"), new Edit("more.yml", null),
			yaml("spring.config.import: more.yml\n"), new Edit("more.yml", "shop.name: here\n"),
			yaml("spring.config.import: 'optional:more.yml,optional:most.yml'\n"),
			new Edit("most.yml", "shop.name: most\nspring.config.import: optional:last.yml\n"),
			new Edit("last.yml", "shop.name: last\n"), new Edit("most.yml", "shop.name: most\n"),
			yaml("spring.config.import: 'optional:configtree:tree/'\n"), new Edit("tree/shop/name", "tree\n"),
			new Edit("tree/shop.hosts", "t1,t2"), new Edit("tree/shop/name", null),
			yaml("overridden.key: file\nbelow.key: file\nshop.name: ${overridden.key}-${below.key}\n"),
			yaml("overridden.key: edited\nbelow.key: edited\nshop.name: ${overridden.key}-${below.key}\n"),
			yaml("shop.name: ${below.key}\n"), yaml(""), new Edit("application.yml", BASE.replace("0.25", "0.01")),
			new Edit("application.yml", "- a\n- b\n"), new Edit("application.yml", BASE + "\tshop: tab\n"), yaml(""));

	@Test
	void anApplicationIsWhatANewOneWouldBeOrWhatItWas() throws IOException {
		apply(yaml(""));
		try (ReloadedApplication running = start()) {
			Map<String, String> before = state(running);
			List<String> wrong = new ArrayList<>();
			for (Edit edit : EDITS) {
				apply(edit);
				ReloadAttempt attempt = running.force();
				Map<String, String> now = state(running);
				Map<String, String> fresh = fresh();
				boolean applied = attempt.outcome() == ReloadOutcome.APPLIED
						|| attempt.outcome() == ReloadOutcome.UNCHANGED;
				if (applied ? !now.equals(fresh) : fresh != null && !isStricter(attempt) || !now.equals(before)) {
					wrong.add("%s%n   %s %s%n   was   %s%n   is    %s%n   fresh %s".formatted(edit, attempt.outcome(),
							attempt.problems(), before, now, fresh));
				}
				before = now;
			}
			assertThat(wrong).isEmpty();
		}
	}

	/** What Spring Boot would start with, and a reload takes for a mistake. */
	private static boolean isStricter(ReloadAttempt attempt) {
		return attempt.problems()
			.stream()
			.allMatch((problem) -> "shop.hosts.a".equals(problem.key()) || "overridden.key".equals(problem.key())
					|| problem.message().equals("refers to a key that does not exist"));
	}

	private void apply(Edit edit) throws IOException {
		Path file = this.directory.resolve(edit.file());
		Files.createDirectories(file.getParent());
		if (edit.content() != null) {
			Files.writeString(file, edit.content());
		}
		else {
			Files.delete(file);
		}
	}

	private ReloadedApplication start() {
		SpringApplication application = new SpringApplication(ReloadedApplication.Application.class, Shops.class);
		application.addInitializers((ConfigurableApplicationContext context) -> {
			MutablePropertySources sources = context.getEnvironment().getPropertySources();
			CompositePropertySource bootstrap = new CompositePropertySource("bootstrapProperties");
			bootstrap.addPropertySource(new MapPropertySource("remote", Map.of("overridden.key", "remote")));
			sources.addFirst(bootstrap);
			sources.addLast(new MapPropertySource("ofTheApplication", Map.of("below.key", "below")));
		});
		return ReloadedApplication.start(application, this.directory, "spring.profiles.active=dev",
				"spring.config.name=application");
	}

	private @Nullable Map<String, String> fresh() {
		try (ReloadedApplication fresh = start()) {
			return state(fresh);
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	private static Map<String, String> state(ReloadedApplication application) {
		Map<String, String> state = new TreeMap<>();
		ConfigurableEnvironment environment = application.context().getEnvironment();
		for (PropertySource<?> source : environment.getPropertySources()) {
			if (ConfigSources.isFile(source) && source instanceof EnumerablePropertySource<?> listed) {
				for (String name : listed.getPropertyNames()) {
					state.put(name, value(environment, name));
				}
			}
		}
		state.put("record", application.record(Shop.class).toString());
		state.put("bean", application.record(ShopBean.class).toString());
		state.put("pricing", application.pricing().toString());
		return state;
	}

	private static String value(ConfigurableEnvironment environment, String name) {
		try {
			return String.valueOf(environment.getProperty(name));
		}
		catch (IllegalArgumentException ex) {
			return "unresolved";
		}
	}

	@ConfigurationProperties("shop")
	record Shop(@Nullable String name, @Nullable Boolean open, @Nullable List<String> hosts,
			@Nullable Map<String, Integer> limits) {
	}

	/** Bound by its setters. */
	@ConfigurationProperties("shop")
	static class ShopBean {

		private String name = "unset";

		private List<String> hosts = new ArrayList<>(List.of("default"));

		private Map<String, Integer> limits = new HashMap<>(Map.of("default", 0));

		public String getName() {
			return this.name;
		}

		public void setName(String name) {
			this.name = name;
		}

		public List<String> getHosts() {
			return this.hosts;
		}

		public void setHosts(List<String> hosts) {
			this.hosts = hosts;
		}

		public Map<String, Integer> getLimits() {
			return this.limits;
		}

		public void setLimits(Map<String, Integer> limits) {
			this.limits = limits;
		}

		@Override
		public String toString() {
			return this.name + this.hosts + new TreeMap<>(this.limits);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableReloadable({ Shop.class, ShopBean.class })
	static class Shops {

	}

}
