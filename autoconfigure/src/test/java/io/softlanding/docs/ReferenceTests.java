/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.docs;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.softlanding.panic.PanicsEndpoint;
import io.softlanding.reload.ReloadAttempt;
import io.softlanding.reload.ReloadChange;
import io.softlanding.reload.ReloadProblem;
import io.softlanding.reload.ReloadsEndpoint;
import io.softlanding.report.ShutdownStatusEndpoint;
import jdk.jfr.Event;
import jdk.jfr.Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.core.type.classreading.SimpleMetadataReaderFactory;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The reference page lists what there is. Its properties and metrics are generated: with
 * {@code -Dsoftlanding.docs.write=true} these tests write them, into the reference page
 * and into the tables of the other pages.
 */
class ReferenceTests {

	@TempDir
	static Path directory;

	private static final boolean WRITE = Boolean.getBoolean("softlanding.docs.write");

	private static final Path DOCS = Path.of("../docs");

	private static final Path PAGE = DOCS.resolve("reference.md");

	private static final Pattern PUT = Pattern
		.compile("\\.(?:put|with)\\(\"([a-z]\\w*)\",|\\bput\\w*\\(\\w+, \"([a-z]\\w*)\",");

	private static final Pattern MAP = Pattern.compile("Map\\.of\\(");

	private static final Pattern KEY_IN_MAP = Pattern.compile("\"([a-z]\\w*)\",");

	private static final Pattern NAMED = Pattern.compile("String name\\(\\) \\{\\s*return \"([\\w-]+)\";");

	@Test
	void propertiesAreThoseOfTheMetadata() throws IOException {
		assertGenerated("properties", Reference.propertyTables());
	}

	@Test
	void tablesOfOtherPagesAreThoseOfTheMetadata() throws IOException {
		Map<String, Map<String, Object>> properties = Reference.properties();
		Pattern row = Pattern.compile("(?m)^\\| `((?:softlanding|management)\\.[a-z.-]+)` \\|[^|\\n]*\\|[^|\\n]*\\|$");
		for (Path page : pages()) {
			String text = Files.readString(page);
			// A table of what properties do is not generated, and has two columns.
			String expected = row.matcher(text).replaceAll((match) -> {
				Map<String, Object> property = properties.get(match.group(1));
				return Matcher.quoteReplacement((property != null) ? Reference.row(property) : match.group());
			});
			assertSameOrWrite(page, text, expected);
		}
	}

	@Test
	void metricsAreThoseThatAreRegistered() throws IOException {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		try (ConfigurableApplicationContext context = run()) {
			context.getBeanProvider(MeterBinder.class)
				.stream()
				.filter((binder) -> binder.getClass().getName().startsWith("io.softlanding."))
				.forEach((binder) -> binder.bindTo(registry));
			List<Meter> meters = registry.getMeters()
				.stream()
				.filter((meter) -> !meter.getId().getName().endsWith(".histogram"))
				.toList();
			assertThat(meters.stream().map((meter) -> meter.getId().getName()).collect(Collectors.toSet()))
				.as("the application of this test registers all meters that are in the sources")
				.isEqualTo(meterNames());
			assertGenerated("metrics", Reference.meterTable(meters));
		}
	}

	@Test
	void everyEndpointIsListedWithItsAccessAndOperations() throws Exception {
		String page = Files.readString(PAGE);
		List<Class<?>> endpoints = classes((type) -> type.isAnnotated(Endpoint.class.getName()));
		assertThat(endpoints).hasSizeGreaterThan(5).allSatisfy((type) -> {
			MergedAnnotation<Endpoint> endpoint = MergedAnnotations.from(type).get(Endpoint.class);
			String access = (endpoint.getEnum("defaultAccess", Access.class) == Access.NONE) ? "none" : "unrestricted";
			assertThat(page)
				.contains("| `%s` | %s | %s | ".formatted(endpoint.getString("id"), operations(type), access));
		});
	}

	private static String operations(Class<?> endpoint) {
		List<String> operations = new ArrayList<>();
		for (Method method : endpoint.getDeclaredMethods()) {
			String verb = method.isAnnotationPresent(ReadOperation.class) ? "`GET`"
					: method.isAnnotationPresent(WriteOperation.class) ? "`POST`"
							: method.isAnnotationPresent(DeleteOperation.class) ? "`DELETE`" : "";
			String parameters = Arrays.stream(method.getParameters())
				.filter((parameter) -> !parameter.getType().getName().startsWith("org.springframework."))
				.map((parameter) -> " `" + parameter.getName() + "`")
				.collect(Collectors.joining(","));
			if (!verb.isEmpty()) {
				operations.add(verb + parameters);
			}
		}
		return operations.stream().sorted().collect(Collectors.joining("; "));
	}

	@Test
	void everyEventIsListed() throws Exception {
		String page = Files.readString(PAGE);
		List<Class<?>> events = classes((type) -> type.getClassName().matches("[^$]+Event")).stream()
			.filter((type) -> Modifier.isPublic(type.getModifiers()))
			.toList();
		assertThat(events).hasSizeGreaterThan(4)
			.allSatisfy((type) -> assertThat(page).contains("| `" + type.getSimpleName() + "` |"));
		List<Class<?>> recorded = classes((type) -> type.isAnnotated(Name.class.getName()));
		assertThat(recorded).hasSizeGreaterThan(2).allSatisfy((type) -> {
			List<String> fields = new ArrayList<>();
			for (Class<?> level = type; level != Event.class; level = level.getSuperclass()) {
				Arrays.stream(level.getDeclaredFields())
					.filter((field) -> !field.isSynthetic() && !Modifier.isStatic(field.getModifiers()))
					.forEach((field) -> fields.add("`" + field.getName() + "`"));
			}
			assertThat(page).contains("| `%s` | %s |".formatted(type.getAnnotation(Name.class).value(),
					fields.stream().sorted().collect(Collectors.joining(", "))));
		});
	}

	/**
	 * Keys as the sources write them, also those of situations that no test brings about.
	 */
	@Test
	void everyKeyOfTheStatusAndOfTheReportIsListed() throws IOException {
		Set<String> keys = new TreeSet<>();
		JavaSources.main().files().forEach((path, code) -> {
			if (code.contains("Map<String, Object>") || code.contains("DrainResult")) {
				Matcher put = PUT.matcher(code);
				while (put.find()) {
					keys.add((put.group(1) != null) ? put.group(1) : put.group(2));
				}
				Matcher map = MAP.matcher(code);
				while (map.find()) {
					Matcher key = KEY_IN_MAP.matcher(JavaSources.arguments(code, map.end(), false));
					while (key.find()) {
						keys.add(key.group(1));
					}
				}
			}
		});
		Stream.of(ReloadsEndpoint.Reloads.class, ReloadAttempt.class, ReloadChange.class, ReloadProblem.class)
			.flatMap((type) -> Arrays.stream(type.getRecordComponents()))
			.map(RecordComponent::getName)
			.forEach(keys::add);
		assertThat(keys).hasSizeGreaterThan(60);
		assertListed(keys);
	}

	@Test
	void everyKeyOfARunningApplicationIsListed() throws IOException {
		try (ConfigurableApplicationContext context = run()) {
			Set<String> keys = new TreeSet<>();
			addKeys(context.getBean(ShutdownStatusEndpoint.class).status(), keys);
			addKeys(context.getBean(PanicsEndpoint.class).panics(), keys);
			assertThat(keys).hasSizeGreaterThan(20);
			assertListed(keys);
		}
	}

	private static void addKeys(Object value, Set<String> keys) {
		if (value instanceof Collection<?> elements) {
			elements.forEach((element) -> addKeys(element, keys));
		}
		else if (value instanceof Map<?, ?> map) {
			map.forEach((key, mapped) -> {
				keys.add(key.toString());
				// Their keys are names of the application's, and severities.
				if (!Set.of("caches", "bySeverity").contains(key)) {
					addKeys(mapped, keys);
				}
			});
		}
	}

	@Test
	void everyParticipantAndListenerIsListed() throws IOException {
		Set<String> names = new TreeSet<>();
		JavaSources.main().files().values().forEach((code) -> {
			Matcher name = NAMED.matcher(code);
			while (name.find()) {
				names.add(name.group(1));
			}
		});
		assertThat(names).hasSizeGreaterThan(20);
		assertListed(names);
	}

	private static void assertListed(Set<String> names) throws IOException {
		Set<String> listed = new TreeSet<>();
		Matcher code = Pattern.compile("`([\\w-]+)`").matcher(Files.readString(PAGE));
		while (code.find()) {
			listed.add(code.group(1));
		}
		assertThat(listed).as("names in docs/reference.md").containsAll(names);
	}

	/** The names of all meters, as they stand in the sources. */
	static Set<String> meterNames() throws IOException {
		return JavaSources.main()
			.files()
			.entrySet()
			.stream()
			.filter((file) -> file.getKey().toString().endsWith("Metrics.java"))
			.flatMap((file) -> JavaSources.literals(file.getValue()).stream())
			.filter((literal) -> literal.matches("softlanding\\.[a-z.]+"))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/** Classes of the main sources, nested ones too; only what matches is loaded. */
	private static List<Class<?>> classes(Predicate<AnnotationMetadata> matching) throws IOException {
		Set<Path> sources = JavaSources.main().files().keySet();
		MetadataReaderFactory readers = new SimpleMetadataReaderFactory();
		List<Class<?>> found = new ArrayList<>();
		for (Resource resource : new PathMatchingResourcePatternResolver()
			.getResources("classpath*:io/softlanding/**/*.class")) {
			AnnotationMetadata metadata = readers.getMetadataReader(resource).getAnnotationMetadata();
			String name = metadata.getClassName();
			if (sources.contains(Path.of(name.replaceFirst("\\$.*", "").replace('.', '/') + ".java"))
					&& matching.test(metadata)) {
				found.add(ClassUtils.resolveClassName(name, null));
			}
		}
		return found;
	}

	private static List<Path> pages() throws IOException {
		try (Stream<Path> pages = Files.list(DOCS)) {
			return pages.filter((path) -> path.toString().endsWith(".md") && !path.equals(PAGE)).sorted().toList();
		}
	}

	private static void assertGenerated(String part, String expected) throws IOException {
		String page = Files.readString(PAGE);
		String begin = "<!-- generated: " + part + " -->\n";
		String end = "<!-- end of " + part + " -->";
		assertThat(page).contains(begin, end);
		assertSameOrWrite(PAGE, page, page.substring(0, page.indexOf(begin) + begin.length()) + "\n" + expected
				+ page.substring(page.indexOf(end)));
	}

	private static void assertSameOrWrite(Path page, String text, String expected) throws IOException {
		if (WRITE) {
			Files.writeString(page, expected);
		}
		else {
			assertThat(text).as("%s: run ReferenceTests with -Dsoftlanding.docs.write=true", page).isEqualTo(expected);
		}
	}

	/** With everything that has meters or something to show. */
	private static ConfigurableApplicationContext run() {
		Map<String, Object> properties = new LinkedHashMap<>();
		properties.put("server.port", "0");
		properties.put("spring.jmx.enabled", "false");
		properties.put("spring.main.banner-mode", "off");
		properties.put("spring.application.name", "reference");
		properties.put("spring.datasource.url", "jdbc:h2:mem:reference");
		properties.put("management.endpoints.web.exposure.include", "*");
		properties.put("softlanding.panic.shared.enabled", "true");
		properties.put("softlanding.panic.routes[GET /catalogue].last-good", "true");
		properties.put("softlanding.transaction.watch.enabled", "true");
		properties.put("softlanding.reload.watch.enabled", "true");
		properties.put("softlanding.rehearsal.enabled", "true");
		properties.put("softlanding.drain.report-file", directory.resolve("report.json").toString());
		return new SpringApplicationBuilder(ReferenceApplication.class).web(WebApplicationType.SERVLET)
			.properties(properties)
			.registerShutdownHook(false)
			.run();
	}

}
