/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a user reads is plain technical English: descriptions of properties, pages, and
 * the texts of log messages and exceptions.
 */
class WordsTests {

	/** Of people where something else is meant, and of what is released or refused. */
	private static final Pattern OLD = Pattern
		.compile("\\b(whoever|whomever|somebody|someone|nobody|anybody|everybody|himself|herself|oneself|farewell"
				+ "|let(s|ting)? go|(gives?|gave|giving|given) back|turn(s|ed|ing)? away|all the same"
				+ "|that is said)\\b", Pattern.CASE_INSENSITIVE);

	private static final Set<String> PRONOUNS_AND_CONJUNCTIONS = Set.of("i", "he", "she", "it", "its", "they", "their",
			"we", "you", "your", "this", "that", "these", "those", "what", "whatever", "who", "whose", "which",
			"whichever", "each", "all", "both", "some", "any", "none", "one", "and", "or", "but", "nor", "so", "yet",
			"if", "unless", "when", "whenever", "where", "while", "until", "since", "because", "although", "as", "then",
			"than", "also", "before", "after", "once", "how");

	/** Names of other things. */
	private static final Set<String> NO_PROPERTIES = Set.of("softlanding.writes");

	@Test
	void descriptionsOfPropertiesStandAlone() throws IOException {
		Map<String, String> descriptions = new TreeMap<>();
		Reference.properties()
			.forEach((name, property) -> descriptions.put(name, String.valueOf(property.get("description"))));
		assertThat(descriptions).hasSizeGreaterThan(60);
		descriptions.values().removeIf(WordsTests::standsAlone);
		assertThat(descriptions).isEmpty();
	}

	private static boolean standsAlone(String description) {
		String first = description.split("\\W", 2)[0].toLowerCase(Locale.ROOT);
		return description.matches("(?s)[A-Z].*\\.") && !PRONOUNS_AND_CONJUNCTIONS.contains(first)
				&& !OLD.matcher(description).find();
	}

	@Test
	void pagesAreInPlainWords() throws IOException {
		for (Path page : DocumentationTests.pages()) {
			assertThat(OLD.matcher(Files.readString(page)).results().map(MatchResult::group).toList())
				.as("words in %s", page)
				.isEmpty();
		}
	}

	@Test
	void messagesAreInPlainWords() throws IOException {
		Map<Path, List<String>> texts = new TreeMap<>();
		JavaSources.main()
			.files()
			.forEach((file, code) -> texts.put(file,
					JavaSources.literals(code).stream().filter((text) -> OLD.matcher(text).find()).toList()));
		assertThat(texts).hasSizeGreaterThan(300);
		texts.values().removeIf(List::isEmpty);
		assertThat(texts).isEmpty();
	}

	/** The architecture tests would not see such a dependency. */
	@Test
	void noTextNamesAClassOfAnotherPackage() throws IOException {
		assertThat(JavaSources.main().files().values()).flatExtracting(JavaSources::literals)
			.isNotEmpty()
			.noneMatch((text) -> text.matches("io\\.softlanding\\.[a-z]+\\..*"));
	}

	/** Also those that no class of properties has, such as conditions of beans. */
	@Test
	void everyPropertyThatTheCodeReadsHasADescription() throws IOException {
		Set<String> known = new TreeSet<>(ReferenceTests.meterNames());
		known.addAll(NO_PROPERTIES);
		known.addAll(Reference.properties().keySet());
		List<String> read = read();
		assertThat(read).hasSizeGreaterThan(40);
		assertThat(read)
			.filteredOn((name) -> known.stream().noneMatch((each) -> each.equals(name) || each.startsWith(name + ".")))
			.isEmpty();
	}

	private static List<String> read() throws IOException {
		List<String> names = new ArrayList<>();
		Pattern condition = Pattern.compile("prefix = \"(softlanding[a-z.-]*)\",\\s*name = (\\{[^}]*}|\"[^\"]*\")");
		for (Map.Entry<Path, String> file : JavaSources.main().files().entrySet()) {
			JavaSources.literals(file.getValue())
				.stream()
				.filter((literal) -> literal.matches("softlanding(\\.[a-z]+(-[a-z]+)*)+\\.?"))
				.map((literal) -> literal.endsWith(".") ? literal.substring(0, literal.length() - 1) : literal)
				.forEach(names::add);
			Matcher matcher = condition.matcher(file.getValue());
			while (matcher.find()) {
				JavaSources.literals(matcher.group(2)).forEach((name) -> names.add(matcher.group(1) + "." + name));
			}
		}
		return names;
	}

}
