/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.softlanding.cache.CacheProperties;
import io.softlanding.discovery.DiscoveryProperties;
import io.softlanding.drain.DrainProperties;
import io.softlanding.grpc.GrpcProperties;
import io.softlanding.job.JobProperties;
import io.softlanding.lock.LockProperties;
import io.softlanding.messaging.MessagingProperties;
import io.softlanding.panic.PanicProperties;
import io.softlanding.reload.ReloadProperties;
import io.softlanding.rsocket.RSocketProperties;
import io.softlanding.signal.SignalProperties;
import io.softlanding.transaction.TransactionProperties;
import io.softlanding.web.WebProperties;
import io.softlanding.work.WorkProperties;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What README and docs show is true: examples are compiled or bound, properties are all
 * there, links lead somewhere.
 */
class DocumentationTests {

	private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	/** What is said to be covered names the test that keeps it true. */
	@Test
	void everyTestThatTheCoverageTableNamesExists() throws IOException {
		Map<String, String> tests = new HashMap<>();
		for (String module : List.of("autoconfigure", "sample-app/workloads")) {
			try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
				for (Path file : files.filter((path) -> path.toString().endsWith("Tests.java")).toList()) {
					tests.put(file.getFileName().toString().replace(".java", ""), text(file));
				}
			}
		}
		Matcher named = Pattern.compile("`(\\w+Tests)(?:\\.(\\w+))?`").matcher(text(ROOT.resolve("docs/coverage.md")));
		int found = 0;
		while (named.find()) {
			assertThat(tests).containsKey(named.group(1));
			if (named.group(2) != null) {
				assertThat(tests.get(named.group(1))).contains("void " + named.group(2) + "(");
			}
			found++;
		}
		assertThat(found).isGreaterThan(15);
	}

	@Test
	void everyPropertyThatIsNamedExists() throws IOException {
		Set<String> known = Reference.properties().keySet();
		Set<String> meters = ReferenceTests.meterNames();
		for (Path page : pages()) {
			Matcher named = Pattern.compile("`(softlanding\\.[a-z.-]+[a-z])[`=]").matcher(text(page));
			while (named.find()) {
				String name = named.group(1);
				assertThat(meters.contains(name) ? Set.of(name) : known).as("%s in %s", name, page)
					.anyMatch((property) -> property.equals(name) || property.startsWith(name + "."));
			}
		}
	}

	@Test
	void everyYamlExampleBinds() throws IOException {
		int bound = 0;
		for (Path page : pages()) {
			for (String yaml : blocks(page, "yaml")) {
				bind(yaml);
				bound++;
			}
		}
		assertThat(bound).isPositive();
	}

	private static void bind(String yaml) throws IOException {
		MockEnvironment environment = new MockEnvironment();
		MutablePropertySources sources = environment.getPropertySources();
		for (PropertySource<?> source : new YamlPropertySourceLoader().load("example",
				new ByteArrayResource(yaml.getBytes()))) {
			sources.addLast(source);
		}
		Binder binder = Binder.get(environment);
		BindHandler strict = new NoUnboundElementsBindHandler(BindHandler.DEFAULT);
		binder.bindOrCreate("softlanding.drain", Bindable.of(DrainProperties.class), strict);
		binder.bindOrCreate("softlanding.web", Bindable.of(WebProperties.class), strict);
		binder.bindOrCreate("softlanding.transaction", Bindable.of(TransactionProperties.class), strict);
		binder.bindOrCreate("softlanding.cache", Bindable.of(CacheProperties.class), strict);
		binder.bindOrCreate("softlanding.lock", Bindable.of(LockProperties.class), strict);
		binder.bindOrCreate("softlanding.reload", Bindable.of(ReloadProperties.class), strict);
		binder.bindOrCreate("softlanding.panic", Bindable.of(PanicProperties.class), strict);
		binder.bindOrCreate("softlanding.job", Bindable.of(JobProperties.class), strict);
		binder.bindOrCreate("softlanding.work", Bindable.of(WorkProperties.class), strict);
		binder.bindOrCreate("softlanding.discovery", Bindable.of(DiscoveryProperties.class), strict);
		binder.bindOrCreate("softlanding.messaging", Bindable.of(MessagingProperties.class), strict);
		binder.bindOrCreate("softlanding.grpc", Bindable.of(GrpcProperties.class), strict);
		binder.bindOrCreate("softlanding.rsocket", Bindable.of(RSocketProperties.class), strict);
		binder.bindOrCreate("softlanding.signals", Bindable.of(SignalProperties.class), strict);
	}

	@Test
	void everyJavaExampleIsCompiled() throws IOException {
		StringBuilder all = new StringBuilder();
		for (String directory : List.of("autoconfigure/src/test/java/io/softlanding/docs",
				"starter/test/src/test/java/io/softlanding/test")) {
			try (Stream<Path> sources = Files.list(ROOT.resolve(directory))) {
				for (Path source : sources.toList()) {
					all.append(text(source));
				}
			}
		}
		String compiled = all.toString();
		for (Path page : pages()) {
			assertThat(blocks(page, "java")).allSatisfy((example) -> assertThat(compiled).contains(example.strip()));
		}
	}

	@Test
	void everyJsonExampleParses() throws IOException {
		for (Path page : pages()) {
			assertThat(blocks(page, "json"))
				.allSatisfy((example) -> assertThat(JsonParserFactory.getJsonParser().parseMap(example)).isNotEmpty());
		}
	}

	@Test
	void everyLinkLeadsSomewhere() throws IOException {
		for (Path page : pages()) {
			Matcher link = Pattern.compile("\\]\\((?!http)([^)#]*)(#[^)]*)?\\)").matcher(text(page));
			while (link.find()) {
				Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
				assertThat(target).as("linked from %s", page).exists();
				if (link.group(2) != null) {
					assertThat(anchors(target)).as("linked from %s", page).contains(link.group(2).substring(1));
				}
			}
		}
	}

	private static Set<String> anchors(Path page) throws IOException {
		Set<String> anchors = new TreeSet<>();
		Matcher heading = Pattern.compile("(?m)^#+ (.*)$").matcher(text(page));
		while (heading.find()) {
			anchors.add(heading.group(1).toLowerCase().replaceAll("[^a-z0-9 -]", "").replace(' ', '-'));
		}
		return anchors;
	}

	static List<Path> pages() throws IOException {
		try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
			return Stream
				.concat(Stream.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")),
						docs.filter((path) -> path.toString().endsWith(".md")))
				.toList();
		}
	}

	private static List<String> blocks(Path page, String language) throws IOException {
		List<String> blocks = new ArrayList<>();
		Matcher block = Pattern.compile("(?s)```" + language + "\n(.*?)```").matcher(text(page));
		while (block.find()) {
			blocks.add(block.group(1));
		}
		return blocks;
	}

	private static String text(Path path) throws IOException {
		return Files.readString(path);
	}

}
