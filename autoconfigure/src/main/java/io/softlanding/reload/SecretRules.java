/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.util.function.BinaryOperator;

/**
 * Rules of others about what may be shown: key and value to value.
 */
interface SecretRules extends BinaryOperator<String> {

}
