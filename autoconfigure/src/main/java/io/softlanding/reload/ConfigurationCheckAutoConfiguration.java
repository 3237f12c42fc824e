/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Import;

/**
 * Auto-configuration for {@code softlanding.validate}, which works even if other features
 * are switched off.
 *
 * @since 0.1
 */
@AutoConfiguration
@ConditionalOnProperty("softlanding.validate")
@Import({ SnapshotConfiguration.class, ConfigurationCheck.class })
public final class ConfigurationCheckAutoConfiguration {

}
