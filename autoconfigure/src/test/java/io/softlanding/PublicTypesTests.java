/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A public type is either for users, and the documentation names it, or it joins two
 * packages of the library and is excluded from the comparison of the API in the POM.
 */
@Tag("first-leg")
class PublicTypesTests {

	private static final String ROOT = "io.softlanding.";

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.withImportOption((location) -> !location.contains("/servers/"))
		.importPackages("io.softlanding");

	/**
	 * Used by other packages of the library, and by nothing else; not part of the API.
	 */
	private static final Set<String> INTERNAL = internal();

	/** Code in the documentation, in a line or in a block. */
	private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`\n]+`");

	private static Set<String> internal() {
		try {
			return Pattern.compile("<exclude>(io\\.softlanding\\.[\\w.]+)</exclude>")
				.matcher(Files.readString(Path.of("pom.xml")))
				.results()
				.map((match) -> match.group(1))
				.collect(Collectors.toCollection(TreeSet::new));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void publicTypesAreForUsersOrListed() throws IOException {
		Set<String> found = publicTypes().map(JavaClass::getName).collect(Collectors.toCollection(TreeSet::new));
		found.removeAll(forUsers());
		assertThat(found).isEqualTo(INTERNAL);
	}

	@Test
	void whatIsListedIsUsedByAnotherPackage() {
		assertThat(INTERNAL).allSatisfy((name) -> assertThat(CLASSES.get(name).getDirectDependenciesToSelf())
			.anyMatch((use) -> !use.getOriginClass().getPackageName().equals(CLASSES.get(name).getPackageName())));
	}

	private static Stream<JavaClass> publicTypes() {
		return CLASSES.stream()
			.filter((type) -> type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC));
	}

	/** What users name, and what the signatures of that name. */
	private static Set<String> forUsers() throws IOException {
		Set<String> documented = documented();
		Deque<JavaClass> open = new ArrayDeque<>(publicTypes().filter((type) -> !INTERNAL.contains(type.getName()))
			.filter((type) -> isWiring(type) || documented.contains(type.getSimpleName()))
			.toList());
		Set<String> seen = new HashSet<>();
		while (!open.isEmpty()) {
			JavaClass type = open.pop();
			if (type.getPackageName().startsWith(ROOT) && !INTERNAL.contains(type.getName())
					&& seen.add(type.getName())) {
				open.addAll(signatures(type));
			}
		}
		return seen;
	}

	/** What Spring Boot finds or binds. */
	private static boolean isWiring(JavaClass type) {
		return Stream.of("AutoConfiguration", "Endpoint", "Properties").anyMatch(type.getSimpleName()::endsWith);
	}

	private static List<JavaClass> signatures(JavaClass type) {
		return Stream
			.concat(type.getMethods()
				.stream()
				.filter((method) -> isPublic(method.getModifiers()))
				.flatMap((method) -> Stream.concat(Stream.of(method.getReturnType()),
						method.getParameterTypes().stream())),
					Stream.concat(
							type.getConstructors()
								.stream()
								.filter((each) -> isPublic(each.getModifiers()))
								.flatMap((constructor) -> constructor.getParameterTypes().stream()),
							type.getInterfaces().stream()))
			.map(JavaType::getAllInvolvedRawTypes)
			.flatMap(Set::stream)
			.map(PublicTypesTests::outermost)
			.toList();
	}

	private static boolean isPublic(Set<JavaModifier> modifiers) {
		return modifiers.contains(JavaModifier.PUBLIC);
	}

	private static JavaClass outermost(JavaClass type) {
		return type.getEnclosingClass().map(PublicTypesTests::outermost).orElse(type);
	}

	private static Set<String> documented() throws IOException {
		Set<String> words = new HashSet<>();
		try (Stream<Path> pages = Files.list(Path.of("../docs"))) {
			for (Path page : pages.filter((path) -> path.toString().endsWith(".md")).toList()) {
				Matcher code = CODE.matcher(Files.readString(page));
				while (code.find()) {
					words.addAll(List.of(code.group().split("\\W+")));
				}
			}
		}
		return words;
	}

}
