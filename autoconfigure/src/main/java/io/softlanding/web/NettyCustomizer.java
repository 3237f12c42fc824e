package io.softlanding.web;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.function.Function;

import reactor.netty.http.server.HttpServer;

import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.util.ReflectionUtils;

/**
 * Lets {@link NettyServer} observe an embedded Netty. The types of the factory and of its
 * customizers moved between Spring Boot 3.5 and 4, while their methods kept their names.
 */
final class NettyCustomizer implements WebServerFactoryCustomizer<WebServerFactory> {

	private final NettyServer server;

	NettyCustomizer(NettyServer server) {
		this.server = server;
	}

	@Override
	public void customize(WebServerFactory factory) {
		for (Method method : factory.getClass().getMethods()) {
			if (method.getName().equals("addServerCustomizers") && method.isVarArgs()) {
				Class<?> type = method.getParameterTypes()[0].getComponentType();
				// Jetty's factory has a method of that name for customizers of its own.
				if (Function.class.isAssignableFrom(type)) {
					Object customizers = Array.newInstance(type, 1);
					Array.set(customizers, 0, customizer(type));
					ReflectionUtils.invokeMethod(method, factory, customizers);
				}
			}
		}
	}

	private Object customizer(Class<?> type) {
		return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, arguments) -> {
			if (method.getName().equals("apply")) {
				return this.server.observed((HttpServer) arguments[0]);
			}
			return switch (method.getName()) {
				case "equals" -> proxy == arguments[0];
				case "hashCode" -> System.identityHashCode(proxy);
				case "toString" -> NettyCustomizer.class.getName();
				default -> throw new UnsupportedOperationException(Arrays.toString(new Object[] { method }));
			};
		});
	}

}
