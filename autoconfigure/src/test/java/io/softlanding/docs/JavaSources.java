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
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The main sources, read just well enough to find string literals and the first arguments
 * of calls. Text blocks are taken for code.
 */
final class JavaSources {

	private static final Pattern TOKEN = Pattern
		.compile("(?s)/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*'");

	private final Map<Path, String> files = new TreeMap<>();

	JavaSources(Path root) throws IOException {
		try (Stream<Path> all = Files.walk(root)) {
			for (Path file : all.filter((path) -> path.toString().endsWith(".java")).toList()) {
				this.files.put(root.relativize(file), withoutComments(Files.readString(file)));
			}
		}
	}

	/** The main sources of this module. */
	static JavaSources main() throws IOException {
		return new JavaSources(Path.of("src/main/java"));
	}

	/** Path and code without comments. */
	Map<Path, String> files() {
		return this.files;
	}

	/** String literals of a piece of code. */
	static List<String> literals(String code) {
		List<String> literals = new ArrayList<>();
		Matcher token = TOKEN.matcher(code);
		while (token.find()) {
			String text = token.group();
			if (text.startsWith("\"") && !text.startsWith("\"\"\"")) {
				literals.add(text.substring(1, text.length() - 1).translateEscapes());
			}
		}
		return literals;
	}

	/**
	 * Text of the first argument of each call, joined from its literals.
	 * @param call ends with the opening parenthesis
	 */
	List<Text> firstArguments(Pattern call) {
		List<Text> found = new ArrayList<>();
		this.files.forEach((path, code) -> {
			Matcher matcher = call.matcher(code);
			while (matcher.find()) {
				String argument = arguments(code, matcher.end(), true).split("\\.formatted\\(")[0];
				found.add(new Text(path, String.join("", literals(argument))));
			}
		});
		return found;
	}

	/**
	 * Code of the arguments of a call.
	 * @param begin position after the opening parenthesis
	 * @param first whether only the first argument is wanted
	 */
	static String arguments(String code, int begin, boolean first) {
		int depth = 0;
		int position = begin;
		Matcher token = TOKEN.matcher(code);
		while (position < code.length()) {
			char c = code.charAt(position);
			if ((c == '"' || c == '\'') && token.find(position)) {
				position = token.end();
				continue;
			}
			if (c == '(') {
				depth++;
			}
			else if ((c == ')' && depth-- == 0) || (first && c == ',' && depth == 0)) {
				return code.substring(begin, position);
			}
			position++;
		}
		return "";
	}

	private static String withoutComments(String source) {
		return TOKEN.matcher(source)
			.replaceAll((token) -> token.group().startsWith("/") ? "" : Matcher.quoteReplacement(token.group()));
	}

	/** A text, and the file that it is in. */
	record Text(Path file, String text) {

		/** What a line has to contain: the parts between placeholders, in order. */
		Pattern pattern() {
			return Pattern.compile(parts().map(Pattern::quote).collect(Collectors.joining(".*")));
		}

		/** Number of characters that are no placeholder. */
		int length() {
			return parts().mapToInt(String::length).sum();
		}

		private Stream<String> parts() {
			return Stream.of(this.text.split("\\{}|%(\\.\\d)?[sdf]|\\n"))
				.map(String::strip)
				.filter((part) -> !part.isEmpty());
		}

	}

}
