package io.softlanding.web;

import java.util.Collection;

import io.softlanding.drain.NanoClock;
import org.junit.jupiter.api.Test;

import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TomcatCustomizer}.
 */
class TomcatCustomizerTests {

	private final TomcatServer server = new TomcatServer(new InFlightRequests(NanoClock.SYSTEM));

	@Test
	void theServerListensToTomcat() throws Exception {
		WebServerFactory factory = tomcatFactory();
		new TomcatCustomizer(this.server).customize(factory);
		Collection<Object> listeners = ReflectionTestUtils.invokeMethod(factory, "getContextLifecycleListeners");
		assertThat(listeners).contains(this.server);
	}

	@Test
	void anotherServerIsLeftAlone() {
		new TomcatCustomizer(this.server).customize(new WebServerFactory() {
		});
		assertThat(this.server.connectors()).isEmpty();
		assertThat(this.server.waiting()).isZero();
		assertThat(this.server.busy()).isFalse();
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
