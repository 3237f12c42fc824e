/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.discovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import com.netflix.appinfo.ApplicationInfoManager;
import com.netflix.appinfo.EurekaInstanceConfig;
import com.netflix.appinfo.HealthCheckCallbackToHandlerBridge;
import com.netflix.appinfo.HealthCheckHandler;
import com.netflix.appinfo.InstanceInfo;
import com.netflix.appinfo.InstanceInfo.InstanceStatus;
import com.netflix.discovery.EurekaClient;
import com.netflix.discovery.EurekaClientConfig;
import com.netflix.discovery.StatusChangeEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.any;
import static org.mockito.Mockito.mock;

class EurekaRegistrationsTests {

	private final InstanceInfo info = InstanceInfo.Builder.newBuilder()
		.setAppName("orders")
		.setInstanceId("orders-1")
		.setStatus(InstanceStatus.STARTING)
		.build();

	private final ApplicationInfoManager manager = new ApplicationInfoManager((EurekaInstanceConfig) null, this.info);

	private final EurekaClientConfig config = mock();

	private final EurekaClient client = mock();

	private final AtomicReference<HealthCheckHandler> health = new AtomicReference<>(
			new HealthCheckCallbackToHandlerBridge());

	private final List<InstanceStatus> replicated = new ArrayList<>();

	private final GenericApplicationContext context = new GenericApplicationContext();

	@BeforeEach
	void clientAsItWorks() {
		given(this.client.getApplicationInfoManager()).willReturn(this.manager);
		given(this.client.getEurekaClientConfig()).willReturn(this.config);
		given(this.client.getHealthCheckHandler()).willAnswer((call) -> this.health.get());
		willAnswer((call) -> {
			this.health.set(call.getArgument(0));
			return null;
		}).given(this.client).registerHealthCheck(any());
		given(this.config.shouldRegisterWithEureka()).willReturn(true);
		given(this.config.getRegistryFetchIntervalSeconds()).willReturn(7);
		this.manager.registerStatusChangeListener(new Replicator());
		this.context.registerBean("eureka", ApplicationInfoManager.class, () -> this.manager);
		this.context.registerBean("client", EurekaClient.class, () -> this.client);
		this.context.refresh();
	}

	@Test
	void theStatusGoesToDownAndBack() {
		this.manager.setInstanceStatus(InstanceStatus.UP);
		ServiceRegistration registration = registration();
		assertThat(registration.name()).isEqualTo("eureka");
		assertThat(registration.cacheTtl()).isEqualTo(Duration.ofSeconds(7));
		registration.deregister().run();
		assertThat(registration.confirmed().getAsBoolean()).isTrue();
		registration.register().run();
		assertThat(this.replicated).containsExactly(InstanceStatus.UP, InstanceStatus.DOWN, InstanceStatus.UP);
	}

	@Test
	void theClientsOwnDeregistrationLaterChangesNothing() {
		this.manager.setInstanceStatus(InstanceStatus.UP);
		registration().deregister().run();
		this.manager.setInstanceStatus(InstanceStatus.DOWN);
		assertThat(this.replicated).containsExactly(InstanceStatus.UP, InstanceStatus.DOWN);
	}

	@Test
	void aHealthCheckDoesNotSayUpAgain() {
		HealthCheckHandler healthy = (current) -> InstanceStatus.UP;
		this.health.set(healthy);
		this.manager.setInstanceStatus(InstanceStatus.UP);
		ServiceRegistration registration = registration();
		registration.deregister().run();
		assertThat(this.replicated).containsExactly(InstanceStatus.UP, InstanceStatus.DOWN);
		registration.register().run();
		assertThat(this.replicated).endsWith(InstanceStatus.UP);
		assertThat(this.health.get()).isSameAs(healthy);
	}

	@Test
	void aServerThatDoesNotAnswerHasNotConfirmed() {
		this.manager.setInstanceStatus(InstanceStatus.UP);
		ServiceRegistration registration = registration();
		this.manager.unregisterStatusChangeListener("replicator");
		registration.deregister().run();
		assertThat(registration.confirmed().getAsBoolean()).isFalse();
		assertThat(this.info.getStatus()).isEqualTo(InstanceStatus.DOWN);
	}

	@Test
	void aServerThatWasNeverReachedIsNotWaitedFor() {
		this.manager.unregisterStatusChangeListener("replicator");
		this.manager.setInstanceStatus(InstanceStatus.UP);
		ServiceRegistration registration = registration();
		assertThatIllegalStateException().isThrownBy(() -> registration.deregister().run());
		assertThat(this.info.getStatus()).isEqualTo(InstanceStatus.DOWN);
	}

	@ParameterizedTest
	@EnumSource(names = { "STARTING", "OUT_OF_SERVICE", "UNKNOWN" })
	void whatIsNotRegisteredOrTakenOutByHandIsLeftAlone(InstanceStatus status) {
		this.manager.setInstanceStatus(status);
		assertThat(registered()).isEmpty();
	}

	@Test
	void aClientThatOnlyFetchesIsNotRegistered() {
		this.manager.setInstanceStatus(InstanceStatus.UP);
		given(this.config.shouldRegisterWithEureka()).willReturn(false);
		assertThat(registered()).isEmpty();
	}

	private ServiceRegistration registration() {
		assertThat(registered()).hasSize(1);
		return registered().get(0);
	}

	private List<ServiceRegistration> registered() {
		return new EurekaRegistrations(this.context.getBeanFactory()).registered();
	}

	/** Does what Eureka's does: asks for the health, then sends what is new. */
	private final class Replicator implements ApplicationInfoManager.StatusChangeListener {

		@Override
		public String getId() {
			return "replicator";
		}

		@Override
		public void notify(StatusChangeEvent event) {
			InstanceInfo info = EurekaRegistrationsTests.this.info;
			InstanceStatus status = EurekaRegistrationsTests.this.health.get().getStatus(info.getStatus());
			info.setStatus(status);
			Long dirty = info.isDirtyWithTime();
			if (dirty != null) {
				EurekaRegistrationsTests.this.replicated.add(status);
				info.unsetIsDirty(dirty);
			}
		}

	}

}
