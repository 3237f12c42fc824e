package io.softlanding.web;

import java.lang.reflect.Method;

import org.apache.catalina.LifecycleListener;

import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.util.ReflectionUtils;

/**
 * Lets {@link TomcatServer} listen to an embedded Tomcat. Called reflectively because the
 * factory's type moved between Spring Boot 3.5 and 4 while this method kept its name.
 */
final class TomcatCustomizer implements WebServerFactoryCustomizer<WebServerFactory> {

	private final TomcatServer server;

	TomcatCustomizer(TomcatServer server) {
		this.server = server;
	}

	@Override
	public void customize(WebServerFactory factory) {
		Method method = ReflectionUtils.findMethod(factory.getClass(), "addContextLifecycleListeners",
				LifecycleListener[].class);
		if (method != null) {
			ReflectionUtils.invokeMethod(method, factory,
					(Object) new LifecycleListener[] { this.server::lifecycleEvent });
		}
	}

}
