/**
 * Prices whose terms change while the service runs.
 */
@NullMarked
package io.softlanding.sample.pricing;

import org.jspecify.annotations.NullMarked;
