package io.softlanding.reload;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Import;

/**
 * Makes records of configuration reloadable: for each, a {@link Reloadable} can be
 * injected. To be put on a configuration class.
 *
 * @since 0.1
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Import({ SnapshotConfiguration.class, ReloadConfiguration.class, ReloadableRegistrar.class })
public @interface EnableReloadable {

	/**
	 * Returns the records.
	 * @return classes with
	 * {@link org.springframework.boot.context.properties.ConfigurationProperties}, best
	 * records: instances are shared by all threads and never changed
	 */
	Class<?>[] value();

}
