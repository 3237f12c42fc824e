/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import io.grpc.BindableService;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycleEvent;

/**
 * An application of spring-grpc.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class GrpcApplication {

	/** Starts it. */
	public static void main(String[] args) {
		SpringApplication.run(GrpcApplication.class, args);
	}

	@Bean
	BindableService orders() {
		return new Orders();
	}

	@EventListener
	void print(GrpcServerLifecycleEvent event) {
		// CHECKSTYLE:OFF
		System.out.println(event.getClass().getSimpleName());
		// CHECKSTYLE:ON
	}

}
