package io.softlanding.web;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.endpoint.EndpointsSupplier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;

/**
 * Notes probes on a management port of its own, whose server belongs to a child context.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBean(Probes.class)
class ReactiveProbeConfiguration {

	@Bean(autowireCandidate = false)
	@Order(Ordered.HIGHEST_PRECEDENCE)
	HttpHandlerDecoratorFactory softlandingProbeHandlerDecorator(ObjectProvider<WebEndpointProperties> properties,
			ObjectProvider<EndpointsSupplier<?>> suppliers, Probes probes) {
		return (handler) -> DecoratedHandler.of(handler, new ProbeHandler(handler,
				new ActuatorRequests(ActuatorRequests.endpoints(properties, suppliers), true), probes));
	}

}
