/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import io.softlanding.inflight.RequestEnd;
import io.softlanding.inflight.UpgradedConnections;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.server.Server;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.function.SingletonSupplier;

/**
 * What counts the requests of servers that servlet and reactive applications run on.
 */
@Configuration(proxyBeanMethods = false)
class ServerConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Tomcat.class, WebServerFactoryCustomizer.class })
	static class TomcatConfiguration {

		@Bean
		TomcatServer softlandingTomcatServer(Arrivals arrivals, ObjectProvider<RequestEnd> listeners,
				ObjectProvider<UpgradedConnections> upgraded) {
			return new TomcatServer(arrivals, () -> listeners.orderedStream().toList(),
					SingletonSupplier.of(() -> upgraded.orderedStream().toList()));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Server.class, WebServerFactoryCustomizer.class })
	static class JettyConfiguration {

		@Bean
		JettyServer softlandingJettyServer(Arrivals arrivals) {
			return new JettyServer(arrivals);
		}

		@Bean
		ServerCustomizer softlandingJettyCustomizer(JettyServer server) {
			return ServerCustomizer.last("customize", server::observe);
		}

		@Bean
		IntakeParticipant softlandingJettyIntakeParticipant(JettyServer server) {
			return new IntakeParticipant("jetty-intake", server::closeIntake);
		}

	}

}
