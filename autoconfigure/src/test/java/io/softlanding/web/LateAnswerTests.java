package io.softlanding.web;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.json.JsonParserFactory;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LateAnswer}.
 */
class LateAnswerTests {

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	@Test
	void isAProblemDocument() throws Exception {
		new LateAnswer(Duration.ofSeconds(5)).write(this.response);
		assertThat(this.response.getStatus()).isEqualTo(503);
		assertThat(this.response.getContentType()).isEqualTo("application/problem+json");
		assertThat(this.response.getHeader("Retry-After")).isEqualTo("5");
		assertThat(this.response.isCommitted()).isTrue();
		String body = this.response.getContentAsString();
		assertThat(this.response.getContentLength()).isEqualTo(body.length());
		Map<String, Object> problem = JsonParserFactory.getJsonParser().parseMap(body);
		assertThat(problem).containsEntry("status", 503)
			.containsEntry("title", "Service Unavailable")
			.containsEntry("type", "about:blank")
			.containsKey("detail");
	}

	@ParameterizedTest
	@CsvSource({ "PT0S, 1", "PT0.4S, 1", "PT1S, 1", "PT90S, 90" })
	void retryAfterIsAtLeastASecond(Duration retryAfter, String header) throws Exception {
		new LateAnswer(retryAfter).write(this.response);
		assertThat(this.response.getHeader("Retry-After")).isEqualTo(header);
	}

}
