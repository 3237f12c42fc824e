/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.softlanding.time.NanoClock;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TomcatServer}.
 */
class TomcatServerTests {

	@TempDir
	private Path work;

	private final TomcatServer server = new TomcatServer(TestArrivals.of(new InFlightRequests(NanoClock.SYSTEM)),
			List::of, List::of);

	@Test
	void theServerListensToTomcat() throws Exception {
		WebServerFactory factory = tomcatFactory();
		this.server.customize(factory);
		Collection<Object> listeners = ReflectionTestUtils.invokeMethod(factory, "getContextLifecycleListeners");
		assertThat(listeners).isNotEmpty();
	}

	@Test
	void timesThatTheApplicationHasSetAreKept() throws Exception {
		Tomcat tomcat = new Tomcat();
		tomcat.setPort(0);
		tomcat.setBaseDir(this.work.toString());
		StandardContext context = (StandardContext) tomcat.addContext("", null);
		context.setUnloadDelay(7000);
		context.addLifecycleListener(this.server::lifecycleEvent);
		tomcat.getConnector().setProperty("executorTerminationTimeoutMillis", "4000");
		tomcat.start();
		try {
			assertThat(context.getUnloadDelay()).isEqualTo(7000);
			assertThat(tomcat.getConnector().getProperty("executorTerminationTimeoutMillis")).hasToString("4000");
		}
		finally {
			tomcat.stop();
			tomcat.destroy();
		}
	}

	@Test
	void timesThatAreNotSetAreShort() throws Exception {
		Tomcat tomcat = new Tomcat();
		tomcat.setPort(0);
		tomcat.setBaseDir(this.work.toString());
		StandardContext context = (StandardContext) tomcat.addContext("", null);
		context.addLifecycleListener(this.server::lifecycleEvent);
		tomcat.getConnector();
		tomcat.start();
		try {
			assertThat(context.getUnloadDelay()).isEqualTo(100);
			assertThat(tomcat.getConnector().getProperty("executorTerminationTimeoutMillis")).hasToString("0");
		}
		finally {
			tomcat.stop();
			tomcat.destroy();
		}
	}

	@Test
	void anotherServerIsLeftAlone() {
		this.server.customize(new WebServerFactory() {
		});
		assertThat(this.server.connectors()).isEmpty();
		assertThat(this.server.waiting()).isZero();
		assertThat(this.server.busy()).isFalse();
	}

	@Test
	void whatIsHandedOverToAnExecutorOfAnyKindCounts() throws Exception {
		Tomcat tomcat = new Tomcat();
		tomcat.setPort(0);
		tomcat.setBaseDir(this.work.toString());
		((StandardContext) tomcat.addContext("", null)).addLifecycleListener(this.server::lifecycleEvent);
		List<Runnable> tasks = new ArrayList<>();
		tomcat.getConnector().getProtocolHandler().setExecutor(tasks::add);
		tomcat.start();
		try {
			assertThat(this.server.connectors()).hasSize(1);
			assertThat(this.server.busy()).isFalse();
			AtomicBoolean busyWhileItRuns = new AtomicBoolean();
			tomcat.getConnector()
				.getProtocolHandler()
				.getExecutor()
				.execute(() -> busyWhileItRuns.set(this.server.busy() && this.server.waiting() == 0));
			assertThat(this.server.waiting()).isEqualTo(1);
			assertThat(this.server.busy()).isTrue();
			tasks.remove(0).run();
			assertThat(busyWhileItRuns).isTrue();
			assertThat(this.server.waiting()).isZero();
			assertThat(this.server.busy()).isFalse();
		}
		finally {
			tomcat.stop();
			tomcat.destroy();
		}
	}

	/** The type moved between Spring Boot 3.5 and 4. */
	private static WebServerFactory tomcatFactory() throws Exception {
		String name = "org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory";
		if (!ClassUtils.isPresent(name, null)) {
			name = "org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory";
		}
		return (WebServerFactory) Class.forName(name).getConstructor().newInstance();
	}

}
