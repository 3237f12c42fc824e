/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import org.springframework.boot.json.JsonParserFactory;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an editor shows of our properties.
 */
class MetadataTests {

	/** Their default depends on others, as the description tells. */
	private static final Set<String> DEFAULT_DEPENDS = Set.of("softlanding.drain.grace-period",
			"softlanding.drain.halt-after", "softlanding.drain.report-file", "softlanding.drain.timeout",
			"softlanding.drain.reserve", "softlanding.discovery.cache-ttl", "softlanding.reload.enabled",
			"softlanding.reload.digest-key", "softlanding.web.quiet-period.min",
			"softlanding.web.quiet-period.monitors", "softlanding.web.stream-routes",
			"softlanding.transaction.session.idle-timeout", "softlanding.transaction.excluded-data-sources",
			"softlanding.transaction.session.transaction-timeout", "softlanding.transaction.session.application-name",
			"softlanding.panic.routes", "softlanding.panic.read-only.exceptions", "softlanding.group",
			"softlanding.rehearsal.cron", "softlanding.grpc.quiet-period", "softlanding.job.batch.stop-after",
			"softlanding.job.batch.heartbeat-interval", "softlanding.websocket.heartbeat");

	@Test
	void everyPropertyIsDescribed() throws IOException {
		assertThat(properties()).hasSizeGreaterThan(15)
			.allSatisfy((property) -> assertThat((String) property.get("description")).as("%s", property.get("name"))
				.isNotBlank()
				.endsWith(".")
				.matches("(?s)[A-Z].*"));
	}

	@Test
	void everyPropertyHasATypeAndAName() throws IOException {
		assertThat(properties()).allSatisfy((property) -> {
			assertThat((String) property.get("name")).matches("softlanding(\\.[a-z]+(-[a-z]+)*)+");
			assertThat((String) property.get("type")).as("%s", property.get("name")).isNotBlank();
		}).extracting((property) -> property.get("name")).doesNotHaveDuplicates();
	}

	@Test
	void everyPropertyHasADefaultOrSaysWhatItIs() throws IOException {
		assertThat(properties()).filteredOn((property) -> !property.containsKey("defaultValue"))
			.allSatisfy((property) -> assertThat((String) property.get("description")).as("%s", property.get("name"))
				.containsPattern("(?i)when unset|if unset"))
			.extracting((property) -> property.get("name"))
			.containsExactlyInAnyOrderElementsOf(DEFAULT_DEPENDS);
	}

	@Test
	void everyFeatureCanBeSwitchedOff() throws IOException {
		assertThat(properties()).extracting((property) -> property.get("name"))
			.contains("softlanding.enabled", "softlanding.drain.enabled", "softlanding.signals.enabled",
					"softlanding.web.enabled", "softlanding.transaction.enabled", "softlanding.cache.enabled",
					"softlanding.lock.enabled", "softlanding.reload.enabled", "softlanding.panic.enabled",
					"softlanding.work.enabled", "softlanding.job.enabled", "softlanding.rehearsal.enabled",
					"softlanding.discovery.enabled", "softlanding.messaging.enabled", "softlanding.grpc.enabled",
					"softlanding.websocket.enabled", "softlanding.rsocket.enabled");
	}

	@Test
	void everyHintIsOfAPropertyThatThereIs() throws IOException {
		Map<String, String> types = new HashMap<>();
		properties().forEach((property) -> types.put((String) property.get("name"), (String) property.get("type")));
		assertThat(own("hints")).extracting((hint) -> hint.get("name"))
			.contains("softlanding.signals.reload", "softlanding.web.stream-routes.keys", "softlanding.drain.mode",
					"softlanding.drain.grace-period")
			.doesNotHaveDuplicates()
			.allSatisfy((hint) -> {
				String property = hint.toString().replaceFirst("\\.(keys|values)$", "");
				assertThat(types).containsKey(property);
				assertThat(types.get(property).startsWith("java.util.Map")).isEqualTo(!property.equals(hint));
			});
	}

	/** Values of an enum are known; a hint adds what they mean, for all of them. */
	@Test
	@SuppressWarnings("unchecked")
	void hintsOfEnumsNameAllTheirValues() throws IOException {
		Map<String, Class<?>> enums = new HashMap<>();
		properties().forEach((property) -> {
			String type = ((String) property.get("type")).replaceAll("java.util.Map<.*,(.*)>", "$1");
			if (type.startsWith("io.softlanding.")) {
				enums.put((String) property.get("name"), ClassUtils.resolveClassName(type, null));
			}
		});
		enums.values().removeIf((type) -> !type.isEnum());
		List<Map<String, Object>> hints = own("hints");
		assertThat(enums).hasSizeGreaterThan(8)
			.allSatisfy((name, type) -> assertThat(hints)
				.filteredOn((hint) -> hint.get("name").toString().matches(Pattern.quote(name) + "(\\.values)?"))
				.as(name)
				.singleElement()
				.extracting((hint) -> (List<Map<String, Object>>) hint.get("values"))
				.satisfies((values) -> assertThat(values).allMatch((value) -> value.get("description") != null)
					.extracting((value) -> value.get("value"))
					.containsExactlyInAnyOrderElementsOf(Arrays.stream(type.getEnumConstants())
						.map((value) -> ((Enum<?>) value).name().toLowerCase(Locale.ROOT).replace('_', '-'))
						.toList())));
	}

	private static List<Map<String, Object>> properties() throws IOException {
		return own("properties");
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> own(String part) throws IOException {
		List<Map<String, Object>> own = new ArrayList<>();
		for (URL url : Collections
			.list(MetadataTests.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
			String text = new String(url.openStream().readAllBytes(), StandardCharsets.UTF_8);
			Map<String, Object> document = JsonParserFactory.getJsonParser().parseMap(text);
			((List<Map<String, Object>>) document.getOrDefault(part, List.of())).stream()
				.filter((element) -> element.get("name").toString().startsWith("softlanding."))
				.forEach(own::add);
		}
		return own;
	}

}
