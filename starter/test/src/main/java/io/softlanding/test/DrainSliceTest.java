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

import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.report.ReportAutoConfiguration;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.annotation.AliasFor;

/**
 * Starts a context with the drain and a few components, in the process of the test and
 * without a web server. A {@link DrainSlice} to be injected drains and closes it. Each
 * test method has a context of its own.
 *
 * @since 0.1.0
 * @see StubDrainContext
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@SpringBootTest(webEnvironment = WebEnvironment.NONE)
@ImportAutoConfiguration({ DrainAutoConfiguration.class, ReportAutoConfiguration.class })
public @interface DrainSliceTest {

	/**
	 * The components, such as one participant and what it needs. By default, the
	 * configuration of the application is found as {@link SpringBootTest} does.
	 * @return component and configuration classes
	 */
	@AliasFor(annotation = SpringBootTest.class, attribute = "classes")
	Class<?>[] value() default {};

	/**
	 * Properties of the application.
	 * @return names and values
	 */
	@AliasFor(annotation = SpringBootTest.class, attribute = "properties")
	String[] properties() default {};

}
