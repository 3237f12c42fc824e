/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.discovery;

import io.softlanding.drain.ConditionalOnDrain;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DrainController;
import io.softlanding.inflight.WorkSource;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.AbstractApplicationContext;

/**
 * Auto-configuration of the part of the drain that calls the listeners of
 * {@code ContextClosedEvent}, some of which deregister the instance.
 *
 * @since 0.1
 */
@AutoConfiguration(after = DrainAutoConfiguration.class)
@ConditionalOnWebApplication
@ConditionalOnDrain("discovery")
@RegisterReflectionForBinding(DiscoveryProperties.class)
public final class ClosedEventAutoConfiguration {

	@Bean
	ClosedEventParticipant softlandingDiscoveryClosedEvent(AbstractApplicationContext context,
			ObjectProvider<DrainController> controller, ObjectProvider<WorkSource> sources) {
		return new ClosedEventParticipant(context, DiscoveryProperties.of(context.getEnvironment()).closedEvent(),
				(publication) -> controller.getObject().runOnClosingThread(publication), sources::stream,
				(all) -> controller.getObject().stopBeansBeforePort(all));
	}

}
