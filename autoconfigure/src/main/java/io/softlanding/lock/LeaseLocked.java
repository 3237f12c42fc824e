/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.lock;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs a method of a bean under a lease: acquired before it begins, before its
 * transaction too, and released when it has ended. A bean with such a method that returns
 * before its work has ended (a future, a publisher, a stream, {@code @Async}, a suspend
 * function) is not created. May be the annotation of an annotation.
 *
 * @since 0.1
 */
@Documented
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
public @interface LeaseLocked {

	/**
	 * The name of the lease. Between <code>#{</code> and <code>}</code> is an expression
	 * that knows the method's parameters by their names, such as
	 * <code>order:#{#id}</code>.
	 * @return the name
	 */
	String value();

	/**
	 * For how long the server keeps it without being renewed, such as {@code 10s}; may be
	 * a property's placeholder.
	 * @return the time, or nothing for {@code softlanding.lock.ttl}
	 */
	String ttl() default "";

	/**
	 * How long to wait for it; may be a property's placeholder.
	 * @return the time
	 */
	String waitFor() default "0s";

	/**
	 * Whether the call is left out rather than failing with a
	 * {@link LeaseNotAcquiredException} when another holder has the lease: for jobs that
	 * one instance does for all. Only for methods that return nothing.
	 * @return whether to skip
	 */
	boolean skip() default false;

	/**
	 * Whether the calling thread is interrupted when the lease is lost.
	 * @return whether to interrupt
	 */
	boolean interruptOnLoss() default false;

}
