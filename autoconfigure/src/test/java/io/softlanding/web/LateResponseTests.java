/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.json.JsonParserFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LateResponse}.
 */
class LateResponseTests {

	@Test
	void isAProblemDocument() {
		String body = new String(new LateResponse(Duration.ofSeconds(5)).problem(), StandardCharsets.UTF_8);
		Map<String, Object> problem = JsonParserFactory.getJsonParser().parseMap(body);
		assertThat(problem).containsEntry("status", 503)
			.containsEntry("title", "Service Unavailable")
			.containsEntry("type", "about:blank")
			.containsKey("detail");
	}

	@ParameterizedTest
	@CsvSource({ "PT0S, 1", "PT0.4S, 1", "PT1S, 1", "PT90S, 90" })
	void retryAfterIsAtLeastASecond(Duration retryAfter, String header) {
		assertThat(new LateResponse(retryAfter).retryAfter()).isEqualTo(header);
	}

}
