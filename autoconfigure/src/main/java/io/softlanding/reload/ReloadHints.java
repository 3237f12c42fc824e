/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;

/**
 * Runtime hints for what reloads bind themselves, and for beans that are registered when
 * the application starts.
 */
final class ReloadHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		BindableRuntimeHintsRegistrar.forTypes(ReloadProperties.class).registerHints(hints);
		hints.reflection()
			.registerType(SnapshotStore.class, MemberCategory.INVOKE_DECLARED_METHODS)
			.registerType(ReloadSignals.ReloadSignal.class, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
	}

}
