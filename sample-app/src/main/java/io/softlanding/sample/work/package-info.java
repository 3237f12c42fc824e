/**
 * Requests of a wanted length and size, for load and for trouble.
 */
@NullMarked
package io.softlanding.sample.work;

import org.jspecify.annotations.NullMarked;
