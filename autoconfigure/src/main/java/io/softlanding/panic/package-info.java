/**
 * What escapes a request, a task, a thread or a listener: seen once, classified, counted,
 * reported, and answered.
 */
@NullMarked
package io.softlanding.panic;

import org.jspecify.annotations.NullMarked;
