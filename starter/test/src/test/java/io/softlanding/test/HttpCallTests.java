/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Keys of responses, and what is no request.
 */
class HttpCallTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			/orders/7 |           | 7
			/orders/7/|           | 7
			          | {"id": 7} | 7
			/orders/8 | {"id": 7} | 8
			          | {"no": 7} |
			          | [7]       |
			          | text      |
			          |           |
			""")
	void theKeyIsInTheLocationOrInTheBody(String location, String body, String key) {
		Map<String, String> headers = (location != null) ? Map.of("location", location) : Map.of();
		byte[] bytes = ((body != null) ? body : "").getBytes(StandardCharsets.UTF_8);
		HttpConnection.Answer answer = new HttpConnection.Answer(201, headers, bytes);
		assertThat(HttpCall.post("/orders").key(answer)).isEqualTo(key);
	}

	@Test
	void theKeyCanBeAnywhere() {
		HttpConnection.Answer answer = new HttpConnection.Answer(201, Map.of("x-order", "7"), new byte[0]);
		assertThat(HttpCall.post("/orders").key((one) -> one.headers().get("x-order")).key(answer)).isEqualTo("7");
	}

	@Test
	void aPathStartsWithASlash() {
		assertThatIllegalArgumentException().isThrownBy(() -> HttpCall.get("http://localhost/"));
	}

	@Test
	void aHeadRequestIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> HttpCall.request("HEAD", "/orders"));
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 100_001 })
	void aRateIsPositiveAndBounded(int perSecond) {
		assertThatIllegalArgumentException().isThrownBy(() -> Rate.perSecond(perSecond))
			.withMessageContaining(Integer.toString(perSecond));
	}

}
