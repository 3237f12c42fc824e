/**
 * The gateway that takes the money, and takes its time.
 */
@NullMarked
package io.softlanding.sample.payment;

import org.jspecify.annotations.NullMarked;
