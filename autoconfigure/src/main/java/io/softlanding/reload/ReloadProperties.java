package io.softlanding.reload;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How the configuration is reloaded. All but {@code enabled} can be changed by a reload.
 *
 * @param enabled Whether the configuration can be reloaded. Enabled when unset if a
 * configuration class has @EnableReloadable, softlanding.reload.watch.enabled is true, or
 * softlanding.signals.reload is set.
 * @param settle How long the files must stay the same before they are believed, at most
 * 10s.
 * @param listenerTimeout How long a listener may take to prepare, to commit or to roll
 * back, at least 100ms.
 * @param maxFileSize Largest file that is read. A larger one is refused.
 * @param history How many reloads the reloads endpoint shows.
 * @param watch Whether the files are watched.
 * @since 0.1
 */
@ConfigurationProperties(ReloadProperties.PREFIX)
public record ReloadProperties(@Nullable Boolean enabled, @DefaultValue("20ms") Duration settle,
		@DefaultValue("5s") Duration listenerTimeout, @DefaultValue("4MB") DataSize maxFileSize,
		@DefaultValue("20") int history, @DefaultValue Watch watch) {

	static final String PREFIX = "softlanding.reload";

	static final String ENABLED = PREFIX + ".enabled";

	/**
	 * Whether the files are watched.
	 *
	 * @param enabled Whether a change of the files reloads the configuration.
	 * @param interval How often the files are looked at. A change is taken when they were
	 * found the same twice.
	 */
	public record Watch(@DefaultValue("false") boolean enabled, @DefaultValue("1s") Duration interval) {
	}

}
