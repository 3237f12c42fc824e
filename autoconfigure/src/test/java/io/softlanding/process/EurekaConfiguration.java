/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;

import com.netflix.appinfo.ApplicationInfoManager;
import com.netflix.appinfo.DataCenterInfo;
import com.netflix.appinfo.EurekaInstanceConfig;
import com.netflix.appinfo.InstanceInfo;
import com.netflix.appinfo.InstanceInfo.InstanceStatus;
import com.netflix.appinfo.LeaseInfo;
import com.netflix.appinfo.MyDataCenterInfo;
import com.netflix.discovery.DiscoveryClient;
import com.netflix.discovery.EurekaClient;
import com.netflix.discovery.EurekaClientConfig;
import com.netflix.discovery.shared.resolver.EurekaEndpoint;
import com.netflix.discovery.shared.transport.EurekaHttpClient;
import com.netflix.discovery.shared.transport.EurekaHttpResponse;
import com.netflix.discovery.shared.transport.EurekaTransportConfig;
import com.netflix.discovery.shared.transport.TransportClientFactory;
import com.netflix.discovery.shared.transport.jersey.TransportClientFactories;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;

/**
 * Eureka's own client, as Spring Cloud uses it, with a transport that needs no library.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "registry.client", havingValue = "eureka")
class EurekaConfiguration {

	@Bean
	ApplicationInfoManager applicationInfoManager() {
		return new ApplicationInfoManager(
				answering(EurekaInstanceConfig.class,
						Map.of("getLeaseRenewalIntervalInSeconds", 30, "getLeaseExpirationDurationInSeconds", 90)),
				InstanceInfo.Builder.newBuilder()
					.setAppName("orders")
					.setInstanceId("orders-1")
					.setVIPAddress("orders")
					.setLeaseInfo(
							LeaseInfo.Builder.newBuilder().setRenewalIntervalInSecs(30).setDurationInSecs(90).build())
					.setDataCenterInfo(new MyDataCenterInfo(DataCenterInfo.Name.MyOwn))
					.setStatus(InstanceStatus.STARTING)
					.build());
	}

	@Bean(destroyMethod = "shutdown")
	DiscoveryClient eurekaClient(ApplicationInfoManager manager, Environment environment) {
		EurekaTransportConfig transport = answering(EurekaTransportConfig.class,
				Map.of("getAsyncExecutorThreadPoolSize", 1, "getAsyncResolverRefreshIntervalMs", 60_000,
						"getAsyncResolverWarmUpTimeoutMs", 1000, "getSessionedClientReconnectIntervalSeconds", 600,
						"getRetryableClientQuarantineRefreshPercentage", 0.66));
		EurekaClientConfig config = answering(EurekaClientConfig.class,
				Map.ofEntries(Map.entry("getRegion", "default"),
						Map.entry("getAvailabilityZones", new String[] { "defaultZone" }),
						Map.entry("getEurekaServerServiceUrls",
								List.of(environment.getRequiredProperty("registry.url"))),
						Map.entry("shouldRegisterWithEureka", true), Map.entry("shouldUnregisterOnShutdown", true),
						Map.entry("shouldOnDemandUpdateStatusChange", true),
						Map.entry("getInstanceInfoReplicationIntervalSeconds", 30),
						Map.entry("getInitialInstanceInfoReplicationIntervalSeconds", 40),
						Map.entry("getRegistryFetchIntervalSeconds", 30),
						Map.entry("getEurekaServiceUrlPollIntervalSeconds", 300),
						Map.entry("getHeartbeatExecutorThreadPoolSize", 2),
						Map.entry("getHeartbeatExecutorExponentialBackOffBound", 10),
						Map.entry("getCacheRefreshExecutorThreadPoolSize", 2),
						Map.entry("getCacheRefreshExecutorExponentialBackOffBound", 10),
						Map.entry("getTransportConfig", transport)));
		return new DiscoveryClient(manager, config, new Transport());
	}

	@Bean
	Status status(ApplicationInfoManager manager, EurekaClient client) {
		return new Status(manager, client);
	}

	private static <T> T answering(Class<T> type, Map<String, Object> answers) {
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, arguments) -> {
				if (answers.containsKey(method.getName())) {
					return answers.get(method.getName());
				}
				return method.isDefault() ? InvocationHandler.invokeDefault(proxy, method, arguments)
						: zero(method.getReturnType());
			}));
	}

	private static Object zero(Class<?> type) {
		if (type == boolean.class) {
			return false;
		}
		if (type == double.class) {
			return 0.0;
		}
		return (type == int.class) ? 0 : null;
	}

	/** Does what Spring Cloud's registration does. */
	record Status(ApplicationInfoManager manager, EurekaClient client) {

		@EventListener(ApplicationReadyEvent.class)
		void ready() {
			this.manager.setInstanceStatus(InstanceStatus.UP);
		}

		@EventListener(ContextClosedEvent.class)
		void closed() {
			this.manager.setInstanceStatus(InstanceStatus.DOWN);
		}

	}

	/** Sends what there is to say in the query. */
	private static final class Transport implements TransportClientFactories<Object>, TransportClientFactory {

		@Override
		public TransportClientFactory newTransportClientFactory(EurekaClientConfig config, Collection<Object> filters,
				InstanceInfo info) {
			return this;
		}

		@Override
		public TransportClientFactory newTransportClientFactory(EurekaClientConfig config, Collection<Object> filters,
				InstanceInfo info, Optional<SSLContext> context, Optional<HostnameVerifier> verifier) {
			return this;
		}

		@Override
		public EurekaHttpClient newClient(EurekaEndpoint endpoint) {
			return (EurekaHttpClient) Proxy.newProxyInstance(EurekaHttpClient.class.getClassLoader(),
					new Class<?>[] { EurekaHttpClient.class }, (proxy, method, arguments) -> {
						String url = endpoint.getServiceUrl();
						return switch (method.getName()) {
							case "register" ->
								answer("POST", url + "?status=" + ((InstanceInfo) arguments[0]).getStatus());
							case "cancel" -> answer("DELETE", url);
							case "sendHeartBeat" -> answer("PUT", url);
							case "shutdown" -> null;
							default -> throw new UnsupportedOperationException(method.getName());
						};
					});
		}

		private static EurekaHttpResponse<Void> answer(String method, String url) {
			try {
				RegisteredApplication.send(method, url);
				return EurekaHttpResponse.status(204);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		@Override
		public void shutdown() {
		}

	}

}
