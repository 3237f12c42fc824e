/**
 * Process signals: TERM and INT drain the application, others do what
 * {@link io.softlanding.signal.SignalAction actions} say.
 */
@NullMarked
package io.softlanding.signal;

import org.jspecify.annotations.NullMarked;
