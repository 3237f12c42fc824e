/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Import;

/**
 * Makes configuration records reloadable: a {@link Reloadable} of each can be injected.
 * Use it on a configuration class. It enables reloads unless
 * {@code softlanding.reload.enabled} is {@code false}.
 *
 * @since 0.1
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Import({ SnapshotConfiguration.class, ReloadConfiguration.class, ReloadableBeans.Registrar.class })
public @interface EnableReloadable {

	/**
	 * Returns the records.
	 * @return classes with
	 * {@link org.springframework.boot.context.properties.ConfigurationProperties},
	 * preferably records, because all threads share their instances
	 */
	Class<?>[] value();

}
