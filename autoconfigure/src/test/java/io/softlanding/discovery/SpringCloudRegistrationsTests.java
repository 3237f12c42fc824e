/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.discovery;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.serviceregistry.AbstractAutoServiceRegistration;
import org.springframework.cloud.client.serviceregistry.AutoServiceRegistration;
import org.springframework.cloud.client.serviceregistry.Registration;
import org.springframework.cloud.client.serviceregistry.ServiceRegistry;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

class SpringCloudRegistrationsTests {

	private static final List<String> CALLS = new CopyOnWriteArrayList<>();

	private final GenericApplicationContext context = new GenericApplicationContext();

	SpringCloudRegistrationsTests() {
		CALLS.clear();
	}

	@Test
	void anAutomaticRegistrationThatRunsIsStoppedAndStarted() {
		AbstractAutoServiceRegistration<?> running = automatic(true);
		AbstractAutoServiceRegistration<?> stopped = automatic(false);
		this.context.registerBean("running", AutoServiceRegistration.class, () -> running);
		this.context.registerBean("stopped", AutoServiceRegistration.class, () -> stopped);
		List<ServiceRegistration> registered = registered();
		assertThat(registered).extracting(ServiceRegistration::name).containsExactly("running");
		assertThat(registered).extracting(ServiceRegistration::cacheTtl).containsExactly(Duration.ofSeconds(35));
		registered.get(0).deregister().run();
		then(running).should().stop();
		registered.get(0).register().run();
		then(running).should().start();
		then(stopped).should(never()).stop();
	}

	@Test
	void twoClientsAreBothTold() {
		this.context.registerBean("abstract", AutoServiceRegistration.class, () -> automatic(true));
		this.context.registerBean("lifecycle", LifecycleRegistration.class);
		assertThat(registered()).extracting(ServiceRegistration::name)
			.containsExactlyInAnyOrder("abstract", "lifecycle");
	}

	@Test
	void aRegistrationByHandIsTakenFromTheRegistryOfItsType() {
		this.context.registerBean("one", OneRegistry.class);
		this.context.registerBean("other", OtherRegistry.class);
		this.context.registerBean("registration", OneRegistration.class);
		List<ServiceRegistration> registered = registered();
		assertThat(registered).extracting(ServiceRegistration::name).containsExactly("one:registration");
		registered.get(0).deregister().run();
		registered.get(0).register().run();
		assertThat(CALLS).containsExactly("OneRegistry deregister", "OneRegistry register");
	}

	@Test
	void whatAnAutomaticRegistrationStandsForIsNotToldTwice() {
		this.context.registerBean("one", OneRegistry.class);
		this.context.registerBean("registration", OneRegistration.class);
		this.context.registerBean("automatic", LifecycleRegistration.class);
		assertThat(registered()).extracting(ServiceRegistration::name).containsExactly("automatic");
	}

	@Test
	void aBeanThatWasNeverCreatedIsLeftAlone() {
		this.context.registerBean("lazy", AutoServiceRegistration.class, () -> automatic(true),
				(definition) -> definition.setLazyInit(true));
		assertThat(registered()).isEmpty();
		assertThat(this.context.getDefaultListableBeanFactory().containsSingleton("lazy")).isFalse();
	}

	private List<ServiceRegistration> registered() {
		this.context.refresh();
		return new SpringCloudRegistrations(this.context.getBeanFactory(), Duration.ofSeconds(35)).registered();
	}

	private static AbstractAutoServiceRegistration<?> automatic(boolean running) {
		AbstractAutoServiceRegistration<?> registration = mock();
		given(registration.isRunning()).willReturn(running);
		return registration;
	}

	static class LifecycleRegistration implements AutoServiceRegistration, SmartLifecycle {

		private volatile boolean running;

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

	static class OneRegistration extends DefaultServiceInstance implements Registration {

		OneRegistration() {
			super("orders-1", "orders", "localhost", 8080, false);
		}

	}

	static class OtherRegistration extends DefaultServiceInstance implements Registration {

		OtherRegistration() {
			super("orders-1", "orders", "localhost", 8080, false);
		}

	}

	static class OneRegistry extends FakeServiceRegistry<OneRegistration> {

	}

	static class OtherRegistry extends FakeServiceRegistry<OtherRegistration> {

	}

	abstract static class FakeServiceRegistry<R extends Registration> implements ServiceRegistry<R> {

		@Override
		public void register(R registration) {
			CALLS.add(getClass().getSimpleName() + " register");
		}

		@Override
		public void deregister(R registration) {
			CALLS.add(getClass().getSimpleName() + " deregister");
		}

		@Override
		public void close() {
			CALLS.add("close");
		}

		@Override
		public void setStatus(R registration, String status) {
			CALLS.add("status " + status);
		}

		@Override
		public <T> T getStatus(R registration) {
			return null;
		}

	}

}
