package io.softlanding.reload;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;

/**
 * What reloads reach by reflection: types that moved between Spring Boot 3.5 and 4, and
 * beans that are registered when the application starts.
 */
final class ReloadHints implements RuntimeHintsRegistrar {

	private static final String PACKAGE = "org.springframework.boot.";

	/** Where {@link TomcatListener} looks for the server. */
	private static final String[] SERVERS = { PACKAGE + "web.servlet.context.ServletWebServerApplicationContext",
			PACKAGE + "web.reactive.context.ReactiveWebServerApplicationContext",
			PACKAGE + "web.server.servlet.context.ServletWebServerApplicationContext",
			PACKAGE + "web.server.reactive.context.ReactiveWebServerApplicationContext",
			PACKAGE + "web.embedded.tomcat.TomcatWebServer", PACKAGE + "tomcat.TomcatWebServer" };

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		for (String server : SERVERS) {
			hints.reflection().registerTypeIfPresent(classLoader, server, MemberCategory.INVOKE_PUBLIC_METHODS);
		}
		BindableRuntimeHintsRegistrar.forTypes(ReloadProperties.class, HikariListener.PoolSettings.class)
			.registerHints(hints);
		hints.reflection()
			.registerType(SnapshotStore.class, MemberCategory.INVOKE_DECLARED_METHODS)
			.registerType(ReloadSignals.ReloadSignal.class, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
	}

}
