/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Starts an application from the test's class path in processes of its own, for each test
 * method that has a parameter of type {@link DrainHarness}. A harness that
 * {@code @BeforeAll} has as a parameter is shared by all tests of the class.
 *
 * <p>
 * Static methods with Spring's
 * {@link org.springframework.test.context.DynamicPropertySource @DynamicPropertySource}
 * are called before the start, for addresses of containers. When a test method fails,
 * what the instances have printed is attached to its report.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(DrainTestExtension.class)
public @interface DrainTest {

	/**
	 * The class with the {@code main} method.
	 * @return the class
	 */
	Class<?> value();

	/**
	 * The number of instances. Two are started by default, so that one is ready while the
	 * other one restarts.
	 * @return the number
	 */
	int instances() default 2;

	/**
	 * Properties of the application, such as {@code spring.profiles.active=test}. Ports
	 * are chosen freely unless they are set here.
	 * @return names and values
	 */
	String[] properties() default {};

	/**
	 * Options of the virtual machine.
	 * @return the options
	 */
	String[] jvmArgs() default "-XX:TieredStopAtLevel=1";

	/**
	 * The path that the balancer probes on the management port.
	 * @return the path
	 */
	String readinessPath() default "/actuator/health/readiness";

	/**
	 * Time between two probes of an instance.
	 * @return the time in milliseconds
	 */
	long probeIntervalMillis() default 200;

	/**
	 * The number of failed probes after which an instance gets no new connections.
	 * @return the number
	 */
	int fall() default 1;

	/**
	 * Maximum time until an instance is ready.
	 * @return the time in seconds
	 */
	int startTimeoutSeconds() default 120;

	/**
	 * Maximum time from the signal to the end of the process. Then it is killed, and
	 * assertions fail.
	 * @return the time in seconds
	 */
	int endTimeoutSeconds() default 60;

}
