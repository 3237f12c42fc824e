/**
 * Reload: a whole new configuration, or none of it.
 */
@NullMarked
package io.softlanding.reload;

import org.jspecify.annotations.NullMarked;
