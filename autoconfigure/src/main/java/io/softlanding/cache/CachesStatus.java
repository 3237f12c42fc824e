/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.cache;

import java.util.LinkedHashMap;
import java.util.Map;

import io.softlanding.report.StatusSection;

/** What is dirty, as the status shows it. */
final class CachesStatus implements StatusSection {

	private final CacheRegistry registry;

	CachesStatus(CacheRegistry registry) {
		this.registry = registry;
	}

	@Override
	public String name() {
		return "caches";
	}

	@Override
	public Map<String, Object> status() {
		Map<String, Object> byName = new LinkedHashMap<>();
		long dirty = 0;
		for (FlushableCache cache : this.registry.caches()) {
			long own = cache.dirty();
			byName.put(cache.getName(), own);
			dirty += own;
		}
		Map<String, Object> status = new LinkedHashMap<>();
		status.put("dirty", dirty);
		status.put("caches", byName);
		return status;
	}

}
