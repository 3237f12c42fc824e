package io.softlanding.panic;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LastGood}: what one caller got is shown to another only if it is for
 * everybody.
 */
class LastGoodTests {

	private final LastGood lastGood = new LastGood();

	private final MockHttpServletRequest request = request();

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	@Test
	void whatIsForEverybodyIsKept() {
		put();
		assertThat(this.lastGood.get(request())).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Authorization", "Proxy-Authorization", "COOKIE", "X-Api-Key", "X-Auth-User",
			"X-Csrf-Token", "Apikey" })
	void whoeverSendsCredentialsOfAnyKindLeavesAndGetsNothing(String header) {
		this.request.addHeader(header, "x");
		put();
		assertThat(this.lastGood.get(request())).isNull();
		this.lastGood.put(request(), this.response, new byte[1]);
		assertThat(this.lastGood.get(this.request)).isNull();
	}

	@Test
	void whoeverHasACertificateLeavesNothing() {
		this.request.setAttribute("jakarta.servlet.request.X509Certificate", new Object[1]);
		put();
		assertThat(this.lastGood.get(request())).isNull();
	}

	@Test
	void whoeverIsKnownWhenTheRequestEndsLeavesNothing() {
		this.request.setUserPrincipal(() -> "somebody");
		put();
		assertThat(this.lastGood.get(request())).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Private", "No-Store", "max-age=5, PRIVATE" })
	void directivesAreReadInAnyCase(String control) {
		this.response.setHeader("Cache-Control", control);
		put();
		assertThat(this.lastGood.get(request())).isNull();
	}

	@Test
	void whatOneHostAnsweredIsNotForAnother() {
		put();
		MockHttpServletRequest host = request();
		host.setServerName("other");
		assertThat(this.lastGood.get(host)).isNull();
		MockHttpServletRequest port = request();
		port.setServerPort(8081);
		assertThat(this.lastGood.get(port)).isNull();
		MockHttpServletRequest scheme = request();
		scheme.setScheme("https");
		assertThat(this.lastGood.get(scheme)).isNull();
	}

	private void put() {
		this.lastGood.put(this.request, this.response, new byte[1]);
	}

	private static MockHttpServletRequest request() {
		return new MockHttpServletRequest("GET", "/catalogue");
	}

}
