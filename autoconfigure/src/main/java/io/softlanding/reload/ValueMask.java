/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BinaryOperator;
import java.util.regex.Pattern;

import io.softlanding.text.EvaluatedText;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.env.ConfigTreePropertySource;

/**
 * Masks values that may be secrets in answers and logs. Rather too much is masked than
 * too little.
 */
final class ValueMask {

	static final String MASKED = "******";

	private static final Pattern SECRET_KEY = Pattern.compile(
			"pass|pwd|secret|token|key|credential|auth|private|cert|sas|signature|salt|vcap_services|connection-?string");

	/** User and password before a host, a key, or the name of a secret with its value. */
	private static final Pattern SECRET_VALUE = Pattern.compile("://\\S*@|(?:^|[:/])[^:/@\\s]+[:/]\\S*@|-----BEGIN"
			+ "|[?&;][^=]*(?i:key)[^=]*=|(?i:pass|pwd|secret|token|credential)[^=:\\s]*\\s*[=:]");

	private static final int READABLE = 1000;

	/** Knows the user's own rules: key and value to value. */
	private final BinaryOperator<String> own;

	/** Keys whose values were decrypted, whatever they sound like. */
	private final Set<ConfigurationPropertyName> hidden = ConcurrentHashMap.newKeySet();

	private volatile boolean hidesAll;

	/** A rule of the application, which makes a key and its value what may be shown. */
	interface Rule extends BinaryOperator<String> {

	}

	ValueMask(BinaryOperator<String> own) {
		this.own = own;
	}

	/** A text of an exception or a URL, which is masked if it may contain a secret. */
	String text(String text) {
		return (text.length() > READABLE || SECRET_VALUE.matcher(text).find()) ? MASKED : shortened(text);
	}

	/** Hides the values of a key from now on. */
	void hide(String key) {
		this.hidden.add(ConfigurationPropertyName.adapt(key, '.'));
	}

	/** Hides all values from now on: it is not known which ones were decrypted. */
	void hideAll() {
		this.hidesAll = true;
	}

	/** Whether a key sounds like that of a secret. */
	static boolean isSecret(String key) {
		return SECRET_KEY.matcher(key.toLowerCase(Locale.ROOT)).find();
	}

	@Nullable String mask(String key, @Nullable Object value) {
		if (value == null) {
			return null;
		}
		if (this.hidesAll || !(value instanceof CharSequence || value instanceof Number || value instanceof Boolean
				|| value instanceof Enum<?>) || value instanceof ConfigTreePropertySource.Value) {
			// A whole object shows what its parts would not, and a file of a tree is most
			// likely that of a mounted Secret.
			return MASKED;
		}
		String text = String.valueOf(value);
		// Long texts are certificates and the like, and patterns take their time on them.
		if (text.length() > READABLE) {
			return MASKED;
		}
		if (isSecret(key) || SECRET_VALUE.matcher(text).find()
				|| (!this.hidden.isEmpty() && this.hidden.contains(ConfigurationPropertyName.adapt(key, '.')))) {
			return MASKED;
		}
		try {
			return shortened(this.own.apply(key, text));
		}
		catch (RuntimeException ex) {
			// A rule that fails is no reason not to reload, nor to show the value.
			return MASKED;
		}
	}

	/** A value before its placeholders were resolved. */
	@Nullable String raw(String key, @Nullable Object value) {
		return (value != null && String.valueOf(value).contains("${")) ? MASKED : mask(key, value);
	}

	/** Whether a value may not be shown, so that no text with it in may be either. */
	boolean hides(String key, @Nullable Object value) {
		return value != null && !shortened(String.valueOf(value)).equals(mask(key, value));
	}

	static String shortened(String text) {
		return EvaluatedText.shortened(text);
	}

}
