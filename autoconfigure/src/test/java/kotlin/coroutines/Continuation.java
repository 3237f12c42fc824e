/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package kotlin.coroutines;

/**
 * Stands for Kotlin's type of this name, by which a suspend function is known.
 *
 * @param <T> the type of the result
 */
public interface Continuation<T> {

}
