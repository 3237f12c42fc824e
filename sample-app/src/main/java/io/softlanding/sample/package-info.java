/**
 * An order service that lands softly: the demo, the end-to-end tests, the load benchmark.
 */
@NullMarked
package io.softlanding.sample;

import org.jspecify.annotations.NullMarked;
