/**
 * What the shop sells and how much of it is left, in Redis.
 */
@NullMarked
package io.softlanding.sample.stock;

import org.jspecify.annotations.NullMarked;
