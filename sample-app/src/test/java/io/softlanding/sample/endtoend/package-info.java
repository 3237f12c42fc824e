/**
 * The packaged service in a process of its own, under load, looked at from outside.
 */
@NullMarked
package io.softlanding.sample.endtoend;

import org.jspecify.annotations.NullMarked;
