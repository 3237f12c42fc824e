/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.discovery;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/** Knows the registrations of one kind of registry client. */
interface RegistrationSource {

	/**
	 * Returns with which registries this instance is registered at this moment. Creates
	 * no bean and asks no server.
	 */
	List<ServiceRegistration> registered();

	/**
	 * Finds beans of this context that exist already: what was never needed is not
	 * registered, and must not be created while the instance ends.
	 */
	static <T> Map<String, T> created(ConfigurableListableBeanFactory beans, Class<T> type) {
		Map<String, T> created = new LinkedHashMap<>();
		for (String name : beans.getBeanNamesForType(type, false, false)) {
			if (beans.containsSingleton(name)) {
				created.put(name, beans.getBean(name, type));
			}
		}
		return created;
	}

}
