/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How message listeners and producers are treated while an instance drains.
 *
 * @param enabled Whether to pause or stop listeners of Kafka, RabbitMQ and JMS in the
 * drain, to wait for the messages that they handle, and to flush producers.
 * @since 0.1
 */
@ConfigurationProperties("softlanding.messaging")
public record MessagingProperties(@DefaultValue("true") boolean enabled) {

}
