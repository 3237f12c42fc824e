/**
 * Service registries: an instance that drains is deregistered first, and serves its
 * callers until their caches have expired.
 */
@NullMarked
package io.softlanding.discovery;

import org.jspecify.annotations.NullMarked;
