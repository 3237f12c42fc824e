/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import org.jspecify.annotations.Nullable;

/**
 * A reason why a configuration was refused.
 *
 * @param key the key, if known
 * @param file the file, if known
 * @param line the line of the file, counted from 1, if known
 * @param message the description of the problem, without the value
 * @param value the value, masked if it may be a secret
 * @since 0.1
 */
public record ReloadProblem(@Nullable String key, @Nullable String file, @Nullable Integer line, String message,
		@Nullable String value) {

	static ReloadProblem of(String message) {
		return new ReloadProblem(null, null, null, message, null);
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder();
		if (this.key != null) {
			text.append(this.key);
			if (this.value != null) {
				text.append(" = ").append(this.value);
			}
			text.append(": ");
		}
		text.append(this.message);
		if (this.file != null) {
			text.append(" (").append(this.file);
			if (this.line != null) {
				text.append(':').append(this.line);
			}
			text.append(')');
		}
		return text.toString();
	}

}
