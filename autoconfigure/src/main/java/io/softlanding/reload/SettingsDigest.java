/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;

/**
 * Digests of values as they are written, without resolving anything.
 */
final class SettingsDigest {

	/** A placeholder with a default, which may be a secret. */
	private static final Pattern DEFAULT = Pattern.compile("\\$\\{[^}]*:");

	private SettingsDigest() {
	}

	/** Identifies all that was read. It is made of secrets too, and never shown. */
	static String fingerprint(ConfigurableEnvironment environment) {
		MessageDigest digest = sha256();
		for (EnumerablePropertySource<?> source : ConfigSources.of(environment)) {
			update(digest, source.getName());
			for (String name : source.getPropertyNames()) {
				update(digest, name);
				update(digest, TransformedValues.text(source, name));
			}
		}
		return HexFormat.of().formatHex(digest.digest());
	}

	private static void update(MessageDigest digest, String text) {
		digest.update(text.getBytes(StandardCharsets.UTF_8));
		// No text has this byte: "a" and "bc" are not "ab" and "c".
		digest.update((byte) 0xff);
	}

	/**
	 * Identifies the values so that instances can be compared.
	 * @param key what makes a digest of secrets safe to show; without one, secrets are
	 * left out
	 */
	static String of(Settings settings, ValueMask mask, @Nullable String key) {
		Map<String, String> written = new TreeMap<>();
		for (EnumerablePropertySource<?> source : ConfigSources.of(settings.environment())) {
			for (String name : source.getPropertyNames()) {
				written.computeIfAbsent(name, (read) -> TransformedValues.text(source, read));
			}
		}
		if (key == null) {
			written.replaceAll((name, value) -> (settings.hasSecret(name, mask) || mask.hides(name, value)
					|| DEFAULT.matcher(value).find()) ? ValueMask.MASKED : value);
		}
		StringBuilder all = new StringBuilder();
		written.forEach((name, value) -> all.append(name).append('\uffff').append(value).append('\uffff'));
		byte[] text = all.toString().getBytes(StandardCharsets.UTF_8);
		return HexFormat.of().formatHex((key != null) ? hmac(key, text) : sha256().digest(text));
	}

	static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	private static byte[] hmac(String key, byte[] text) {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
			return mac.doFinal(text);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has HmacSHA256", ex);
		}
	}

}
