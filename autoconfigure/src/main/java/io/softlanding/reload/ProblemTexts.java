/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.config.ConfigDataException;
import org.springframework.boot.context.config.ConfigDataNotFoundException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.bind.validation.ValidationErrors;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginProvider;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/**
 * Turns what Spring Boot throws into problems with key, file and line. Texts of
 * exceptions are never passed on: parsers and converters put values into them.
 */
final class ProblemTexts {

	private static final Pattern LINE = Pattern.compile("line (\\d+), column \\d+");

	private final ValueMask mask;

	ProblemTexts(ValueMask mask) {
		this.mask = mask;
	}

	/** Why files could not be read, of which some are known. */
	ReloadProblem unreadable(Throwable failure, Set<String> known) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof ConfigDataNotFoundException missing) {
				return ReloadProblem.of(this.mask.text(missing.getReferenceDescription()) + " does not exist");
			}
		}
		for (String location : known) {
			Optional<Path> file = ConfigSources.path(location);
			if (file.isPresent()) {
				ReloadProblem problem = unreadable(file.get());
				if (problem != null) {
					return problem;
				}
			}
		}
		if (failure instanceof ConfigDataException) {
			return ReloadProblem.of(this.mask.text(String.valueOf(failure.getMessage())));
		}
		Throwable root = root(failure);
		return new ReloadProblem(null, null, line(root),
				"a file or an import cannot be read (%s)".formatted(root.getClass().getSimpleName()), null);
	}

	/** A file, or the name of an import, which may be a URL with a password. */
	String describe(String location) {
		return ConfigSources.path(location).map(Path::toString).orElseGet(() -> this.mask.text(location));
	}

	/** Reads one file to find out whether it is the bad one. */
	private static @Nullable ReloadProblem unreadable(Path file) {
		PropertySourceLoader loader = file.toString().endsWith(".properties") ? new PropertiesPropertySourceLoader()
				: new YamlPropertySourceLoader();
		Resource resource = new FileSystemResource(file);
		if (file.toFile().isDirectory() || !resource.exists()) {
			return null;
		}
		try {
			loader.load("file", resource);
			return null;
		}
		catch (IOException ex) {
			return new ReloadProblem(null, file.toString(), null,
					"the file cannot be read (%s)".formatted(ex.getClass().getSimpleName()), null);
		}
		catch (RuntimeException ex) {
			return new ReloadProblem(null, file.toString(), line(ex),
					"the file cannot be parsed (%s)".formatted(root(ex).getClass().getSimpleName()), null);
		}
	}

	/** What was thrown and where, without the message, which may contain a secret. */
	static String describe(@Nullable Throwable failure) {
		if (failure instanceof TimeoutException) {
			return "it did not return in time";
		}
		if (failure == null) {
			return "unknown";
		}
		if (failure instanceof ExecutionException) {
			return describe(failure.getCause());
		}
		StackTraceElement[] stack = failure.getStackTrace();
		return failure.getClass().getName() + ((stack.length > 0) ? " at " + stack[0] : "");
	}

	private static Throwable root(Throwable failure) {
		Throwable root = failure;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		return root;
	}

	/** The last line that the message of a YAML parser names. */
	private static @Nullable Integer line(Throwable failure) {
		Integer line = null;
		Matcher matcher = LINE.matcher(String.valueOf(failure.getMessage()));
		while (matcher.find()) {
			line = Integer.valueOf(matcher.group(1));
		}
		return line;
	}

	/** Why a record could not be bound: at least one problem. */
	List<ReloadProblem> unbound(BindException failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof BindValidationException invalid) {
				ValidationErrors errors = invalid.getValidationErrors();
				List<ReloadProblem> problems = new ArrayList<>();
				errors.getAllErrors().forEach((error) -> problems.add(violation(errors, error)));
				return problems;
			}
		}
		BindException innermost = failure;
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof BindException inner) {
				innermost = inner;
			}
		}
		ConfigurationProperty property = innermost.getProperty();
		String key = innermost.getName().toString();
		String wanted = innermost.getTarget().getType().toString();
		if (property == null) {
			return List.of(new ReloadProblem(key, null, null, "cannot be bound to " + wanted, null));
		}
		return List.of(problem(key, property.getOrigin(), "is not a " + wanted, property.getValue()));
	}

	private ReloadProblem violation(ValidationErrors errors, ObjectError error) {
		if (!(error instanceof FieldError field)) {
			return new ReloadProblem(errors.getName().toString(), null, null, constraint(error), null);
		}
		ConfigurationPropertyName name = ConfigurationPropertyName
			.adapt(errors.getName() + "." + dashed(field.getField()), '.');
		ConfigurationProperty property = errors.getBoundProperties()
			.stream()
			.filter((bound) -> bound.getName().equals(name))
			.findFirst()
			.orElse(null);
		Origin origin = (property != null) ? property.getOrigin() : null;
		String key = name.toString();
		Object value = field.getRejectedValue();
		// The value may come from a secret key by a placeholder or by another name of the
		// field, and a converted value no longer looks like a mounted secret.
		boolean elsewhere = (property != null)
				? String.valueOf(property.getValue()).contains("${") || this.mask.hides(key, property.getValue())
				: value != null;
		boolean hidden = elsewhere || this.mask.hides(key, value);
		return problem(key, origin, hidden ? "violates " + error.getCode() : constraint(error),
				elsewhere ? ValueMask.MASKED : value);
	}

	private static String dashed(String field) {
		StringBuilder dashed = new StringBuilder();
		for (String element : field.split("(?<=\\.)|(?=\\[)")) {
			dashed.append(element.startsWith("[") ? element : DataObjectPropertyName.toDashedForm(element));
		}
		return dashed.toString();
	}

	private static String constraint(ObjectError error) {
		return ValueMask.shortened(error.getDefaultMessage() + " (" + error.getCode() + ")");
	}

	/** A problem of a key, with its value as it is written in a file. */
	ReloadProblem problem(String key, @Nullable Origin origin, String message, @Nullable Object value) {
		String file = null;
		Integer line = null;
		Origin place = origin;
		while (place instanceof OriginProvider provider && provider.getOrigin() != null) {
			place = provider.getOrigin();
		}
		if (place instanceof TextResourceOrigin text) {
			file = file(text.getResource());
			line = (text.getLocation() != null) ? text.getLocation().getLine() + 1 : null;
		}
		else if (place != null) {
			file = place.toString();
		}
		return new ReloadProblem(ValueMask.shortened(key), file, line, message, this.mask.raw(key, value));
	}

	private static @Nullable String file(@Nullable Resource resource) {
		if (resource == null) {
			return null;
		}
		try {
			return resource.isFile() ? resource.getFile().toString() : resource.getDescription();
		}
		catch (IOException ex) {
			return resource.getDescription();
		}
	}

}
