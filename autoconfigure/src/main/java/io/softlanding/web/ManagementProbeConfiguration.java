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
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/**
 * Notes probes on a management port of its own, whose server belongs to a child context.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(Arrivals.class)
class ManagementProbeConfiguration {

	@Bean(autowireCandidate = false)
	FilterRegistrationBean<ProbeFilter> softlandingProbeFilter(ObjectProvider<WebEndpointProperties> properties,
			ObjectProvider<EndpointsSupplier<?>> suppliers, Arrivals arrivals) {
		FilterRegistrationBean<ProbeFilter> registration = new FilterRegistrationBean<>(new ProbeFilter(
				new ActuatorRequests(ActuatorRequests.endpoints(properties, suppliers), WebServerNamespace.MANAGEMENT),
				arrivals.probes()));
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
		return registration;
	}

}
