/**
 * Orders: placed, paid or expired, with an event stream and a mail.
 */
@NullMarked
package io.softlanding.sample.order;

import org.jspecify.annotations.NullMarked;
