/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Meter;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * The generated parts of the reference page.
 */
final class Reference {

	/** The last ones. */
	private static final String OTHERS = "~";

	private static final Map<String, String> TITLES = Map.ofEntries(Map.entry("", "General"), Map.entry("grpc", "gRPC"),
			Map.entry("job", "Jobs"), Map.entry("cache", "Caches"), Map.entry("discovery", "Service registries"),
			Map.entry("lock", "Locks"), Map.entry("messaging", "Message listeners and producers"),
			Map.entry("panic", "Uncaught errors"), Map.entry("rehearsal", "Rehearsals"),
			Map.entry("rsocket", "RSocket"), Map.entry("transaction", "Transactions"), Map.entry("web", "Requests"),
			Map.entry("websocket", "WebSocket"), Map.entry(OTHERS, "Actuator"));

	private static final Pattern MAP_OF_RECORDS = Pattern
		.compile("java\\.util\\.Map<[^,]+,(io\\.softlanding\\.\\S+\\$\\w+)>");

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
				.formatted(TITLES.getOrDefault(feature, StringUtils.capitalize(feature))));
			for (Map<String, Object> property : properties) {
				String type = String.valueOf(property.get("type"));
				text.append("| `%s` | %s | %s | %s |\n".formatted(property.get("name"), type(type),
						defaultValue(property), description(property)));
				Matcher values = MAP_OF_RECORDS.matcher(type);
				if (values.matches()) {
					appendComponents(text, property.get("name") + "[…].",
							ClassUtils.resolveClassName(values.group(1), null));
				}
			}
			text.append('\n');
		});
		return text.toString();
	}

	/** The metadata does not know what is in a map. */
	private static void appendComponents(StringBuilder text, String prefix, Class<?> record) {
		RecordComponent[] components = record.getRecordComponents();
		for (int i = 0; i < components.length; i++) {
			RecordComponent component = components[i];
			String name = prefix + component.getName().replaceAll("[A-Z]", "-$0").toLowerCase(Locale.ROOT);
			if (component.getType().isRecord()) {
				appendComponents(text, name + ".", component.getType());
				continue;
			}
			DefaultValue value = record.getDeclaredConstructors()[0].getParameters()[i]
				.getAnnotation(DefaultValue.class);
			String defaultValue = (value != null) ? String.join(",", value.value()) : "";
			text.append("| `%s` | %s | %s | %s |\n".formatted(name,
					type(component.getType().isPrimitive()
							? ClassUtils.resolvePrimitiveIfNecessary(component.getType()).getName()
							: component.getGenericType().getTypeName()),
					defaultValue.isEmpty() ? "" : "`" + defaultValue + "`", description(record, component.getName())));
		}
	}

	/** From the javadoc of the record, which the compiler does not keep. */
	private static String description(Class<?> record, String component) {
		try {
			String source = Files.readString(
					Path.of("src/main/java", record.getName().replaceFirst("\\$.*", "").replace('.', '/') + ".java"));
			String before = source.substring(0, source.indexOf(" record " + record.getSimpleName() + "("));
			Matcher text = Pattern.compile("(?s)@param " + component + "\\b(.*?)(?=\\n\\s*\\* @|\\*/)")
				.matcher(before.substring(before.lastIndexOf("/**")));
			String found = text.find() ? text.group(1).replaceAll("\\n\\s*\\*", " ").strip().replaceAll("\\s+", " ")
					: "";
			return StringUtils.capitalize(found) + (found.endsWith(".") ? "" : ".");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String feature(Map<String, Object> property) {
		String[] parts = property.get("name").toString().split("\\.");
		if (!parts[0].equals("softlanding")) {
			return OTHERS;
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
					.map((constant) -> "`" + ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-')
							+ "`")
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
