/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import io.softlanding.inflight.ActuatorRequests;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.endpoint.EndpointsSupplier;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/**
 * Notes probes on a management port of its own, whose server belongs to a child context.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBean(Arrivals.class)
class ReactiveProbeConfiguration {

	@Bean(autowireCandidate = false)
	ReactiveProbeFilter softlandingProbeFilter(ObjectProvider<WebEndpointProperties> properties,
			ObjectProvider<EndpointsSupplier<?>> suppliers, Arrivals arrivals) {
		return new ReactiveProbeFilter(
				new ActuatorRequests(ActuatorRequests.endpoints(properties, suppliers), WebServerNamespace.MANAGEMENT),
				arrivals.probes());
	}

}
