/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.work;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How jobs, tasks and scheduled runs are treated while an instance drains.
 *
 * @param enabled Whether to track jobs, tasks of executors and scheduled runs and to wait
 * for them.
 * @since 0.1
 */
@ConfigurationProperties("softlanding.work")
public record WorkProperties(@DefaultValue("true") boolean enabled) {

}
