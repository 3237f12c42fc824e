/**
 * Open transactions and connections in use, what becomes of them when an instance drains,
 * and what a transaction that is no longer wanted is told.
 */
@NullMarked
package io.softlanding.transaction;

import org.jspecify.annotations.NullMarked;
