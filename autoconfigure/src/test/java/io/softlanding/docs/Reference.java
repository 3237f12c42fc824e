package io.softlanding.docs;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Meter;

import org.springframework.boot.json.JsonParserFactory;
import org.springframework.util.ClassUtils;

/**
 * The generated parts of the reference page.
 */
final class Reference {

	private static final Map<String, String> TITLES = Map.of("", "General", "drain", "Drain", "signals", "Signals",
			"web", "Requests", "work", "Work", "discovery", "Service registries", "transaction", "Transactions",
			"cache", "Caches", "lock", "Locks", "management", "Actuator");

	private Reference() {
	}

	/** The properties of this library, without those that are deprecated, by name. */
	@SuppressWarnings("unchecked")
	static Map<String, Map<String, Object>> properties() throws IOException {
		Map<String, Map<String, Object>> properties = new TreeMap<>();
		for (Map<String, Object> metadata : metadata()) {
			((List<Map<String, Object>>) Objects.requireNonNull(metadata.get("properties"))).stream()
				.filter((property) -> !property.containsKey("deprecation"))
				.forEach((property) -> properties.put(property.get("name").toString(), property));
		}
		return properties;
	}

	/** The generated metadata of this library, and not that of another jar. */
	static List<Map<String, Object>> metadata() throws IOException {
		List<Map<String, Object>> own = new ArrayList<>();
		for (URL url : Collections
			.list(Reference.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
			String text = new String(url.openStream().readAllBytes(), StandardCharsets.UTF_8);
			if (text.contains("\"softlanding.enabled\"")) {
				own.add(JsonParserFactory.getJsonParser().parseMap(text));
			}
		}
		return own;
	}

	/** A table for each feature. */
	static String propertyTables() throws IOException {
		Map<String, List<Map<String, Object>>> features = properties().values()
			.stream()
			.collect(Collectors.groupingBy(Reference::feature, TreeMap::new, Collectors.toList()));
		StringBuilder text = new StringBuilder();
		features.forEach((feature, properties) -> {
			text.append("### %s\n\n| property | type | default | description |\n|---|---|---|---|\n"
				.formatted(TITLES.getOrDefault(feature, feature.isEmpty() ? feature
						: feature.substring(0, 1).toUpperCase(Locale.ROOT) + feature.substring(1))));
			for (Map<String, Object> property : properties) {
				text.append("| `%s` | %s | %s | %s |\n".formatted(property.get("name"),
						type(String.valueOf(property.get("type"))), defaultValue(property), description(property)));
			}
			text.append('\n');
		});
		return text.toString();
	}

	private static String feature(Map<String, Object> property) {
		String[] parts = property.get("name").toString().split("\\.");
		if (!parts[0].equals("softlanding")) {
			return parts[0];
		}
		return (parts.length > 2) ? parts[1] : "";
	}

	/** A row of the tables in the pages of the features. */
	static String row(Map<String, Object> property) {
		return "| `%s` | %s | %s |".formatted(property.get("name"), defaultValue(property), description(property));
	}

	private static String defaultValue(Map<String, Object> property) {
		Object value = property.get("defaultValue");
		if (value instanceof Collection<?> values) {
			value = values.stream().map(String::valueOf).collect(Collectors.joining(","));
		}
		return (value != null && !value.toString().isEmpty()) ? "`" + value + "`" : "";
	}

	private static String description(Map<String, Object> property) {
		return String.valueOf(property.get("description")).replaceAll("\\s+", " ");
	}

	private static String type(String type) {
		if (!type.contains("<") && ClassUtils.isPresent(type, null)) {
			Class<?> resolved = ClassUtils.resolveClassName(type, null);
			if (resolved.isEnum()) {
				return Arrays.stream(resolved.getEnumConstants())
					.map((constant) -> "`" + ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-') + "`")
					.collect(Collectors.joining(", "));
			}
		}
		return "`" + type.replaceAll("[\\w.]+[.$](\\w+)", "$1") + "`";
	}

	/** A row for each meter. */
	static String meterTable(List<Meter> meters) {
		Map<String, List<Meter>> byName = meters.stream()
			.collect(Collectors.groupingBy((meter) -> meter.getId().getName(), TreeMap::new, Collectors.toList()));
		StringBuilder text = new StringBuilder("| metric | type | tags | description |\n|---|---|---|---|\n");
		byName.forEach((name, series) -> {
			Map<String, TreeSet<String>> tags = new TreeMap<>();
			series.forEach((meter) -> meter.getId()
				.getTags()
				.forEach((tag) -> tags.computeIfAbsent(tag.getKey(), (key) -> new TreeSet<>()).add(tag.getValue())));
			Meter.Id id = series.get(0).getId();
			text.append("| `%s` | %s | %s | %s |\n".formatted(name, id.getType().name().toLowerCase(Locale.ROOT),
					tags.entrySet()
						.stream()
						.map((tag) -> "`%s`: %s".formatted(tag.getKey(),
								tag.getValue().stream().map("`%s`"::formatted).collect(Collectors.joining(", "))))
						.collect(Collectors.joining("; ")),
					id.getDescription()));
		});
		return text.append('\n').toString();
	}

}
