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
 * Runs a method of a bean under a lease. The lease is acquired before the method and its
 * transaction begin, and released after the method has returned. The creation of a bean
 * fails if such a method returns before its work has ended (a future, a publisher, a
 * stream, {@code @Async}, a suspend function). Can be used as a meta-annotation.
 *
 * @since 0.1
 */
@Documented
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
public @interface LeaseLocked {

	/**
	 * The name of the lease. Expressions between <code>#{</code> and <code>}</code> can
	 * use the parameters of the method by their names, such as <code>order:#{#id}</code>.
	 * @return the name
	 */
	String value();

	/**
	 * Time for which the server keeps the lease without a renewal, such as {@code 10s}.
	 * Can contain placeholders.
	 * @return the time, or an empty string for {@code softlanding.lock.ttl}
	 */
	String ttl() default "";

	/**
	 * Maximum time to wait for the lease. Can contain placeholders.
	 * @return the time
	 */
	String waitFor() default "0s";

	/**
	 * Whether to skip the call, instead of throwing a {@link LeaseNotAcquiredException},
	 * when another holder has the lease. Use it for jobs that only one instance has to
	 * run. Only for methods that return nothing.
	 * @return whether to skip
	 */
	boolean skip() default false;

	/**
	 * Whether to interrupt the calling thread when the lease is lost.
	 * @return whether to interrupt
	 */
	boolean interruptOnLoss() default false;

}
