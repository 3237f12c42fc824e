/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import java.io.IOException;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An application that builds its server itself.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class PlainGrpcApplication {

	/** Starts it. */
	public static void main(String[] args) {
		SpringApplication.run(PlainGrpcApplication.class, args);
	}

	@Bean
	HealthStatusManager health() {
		return new HealthStatusManager();
	}

	@Bean
	Server server(HealthStatusManager health) throws IOException {
		Server server = NettyServerBuilder.forPort(0)
			.addService(new Orders())
			.addService(health.getHealthService())
			.build()
			.start();
		// CHECKSTYLE:OFF
		System.out.println("gRPC Server started, listening on address: [" + server.getListenSockets() + "]");
		// CHECKSTYLE:ON
		return server;
	}

}
