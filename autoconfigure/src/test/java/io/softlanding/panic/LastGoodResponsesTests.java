/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LastGoodResponses}: what one caller got is shown to another only if it
 * is for everybody.
 */
class LastGoodResponsesTests {

	private final LastGoodResponses lastGood = new LastGoodResponses(List.of("Accept", "Accept-Language"));

	private final MockHttpServletRequest request = request();

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	@Test
	void whatIsForEverybodyIsKept() {
		this.response.setHeader("Cache-Control", "max-age=5, Public");
		assertThat(isKept(false)).isTrue();
		MockHttpServletRequest traced = request();
		traced.addHeader("traceparent", "00-1");
		traced.addHeader("User-Agent", "curl");
		assertThat(this.lastGood.keys(traced, traced, false))
			.isEqualTo(this.lastGood.keys(request(), request(), false));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Authorization", "Proxy-Authorization", "COOKIE", "X-Api-Key", "X-Auth-User",
			"X-Csrf-Token", "Apikey", "X-Forwarded-User", "X-Forwarded-For", "Anything", "Accept", "Origin" })
	void whateverTellsCallersApartDoes(String header) {
		this.request.addHeader(header, "x");
		assertThat(key(false)).isNotEqualTo(this.lastGood.keys(request(), request(), false));
		MockHttpServletRequest other = request();
		other.addHeader(header, "y");
		assertThat(this.lastGood.keys(other, other, false)).isNotEqualTo(key(false));
	}

	@Test
	void callersOfASharedRouteAreToldApartByTheListedHeadersOnly() {
		this.request.addHeader("X-User", "x");
		this.request.addHeader("Cookie", "a=b");
		this.request.setUserPrincipal(() -> "x");
		assertThat(key(true)).hasSize(2).endsWith(this.lastGood.keys(request(), request(), true).get(0));
		MockHttpServletRequest other = request();
		other.addHeader("X-User", "y");
		assertThat(this.lastGood.keys(other, other, true)).isEqualTo(key(true));
		this.request.addHeader("Accept-Language", "de");
		assertThat(key(true)).isNotEqualTo(this.lastGood.keys(request(), request(), true));
	}

	@Test
	void aCertificateThatCannotBeReadKeepsEverythingOut() {
		this.request.setAttribute("jakarta.servlet.request.X509Certificate", new Object[1]);
		assertThat(key(false)).isEmpty();
	}

	@Test
	void thePrincipalTellsCallersApart() {
		this.request.setUserPrincipal(() -> "x");
		assertThat(key(false)).isNotNull().isNotEqualTo(this.lastGood.keys(request(), request(), false));
	}

	@Test
	void aRequestWithABodyIsNotKept() {
		this.request.setContent(new byte[1]);
		assertThat(key(true)).isEmpty();
		assertThat(this.lastGood.keys(new MockHttpServletRequest("HEAD", "/catalogue"), request(), true)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Private", "No-Store", "max-age=5, PRIVATE", "public, private", "public, no-store",
			"private=\"Set-Cookie, X-User\"" })
	void directivesAreReadInAnyCase(String control) {
		this.response.setHeader("Cache-Control", control);
		assertThat(isKept(true)).isFalse();
		assertThat(isKept(false)).isFalse();
	}

	@Test
	void aSharedRouteNeedsNoDirective() {
		assertThat(isKept(false)).isFalse();
		assertThat(isKept(true)).isTrue();
		this.response.setHeader("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate");
		assertThat(isKept(true)).as("Spring Security's default").isTrue();
		assertThat(isKept(false)).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "Vary, *, false, false", "Vary, 'Origin, Accept', true, true", "Vary, X-Country, false, true",
			"Vary, User-Agent, false, false", "Set-Cookie, a=b, false, false", "Content-Encoding, gzip, false, false" })
	void whatVariesByMoreThanIsKnownIsNotKept(String header, String value, boolean shared, boolean isPublic) {
		this.response.addHeader("Cache-Control", "public");
		this.response.addHeader(header, value);
		assertThat(isKept(true)).isEqualTo(shared);
		assertThat(isKept(false)).isEqualTo(isPublic);
	}

	@ParameterizedTest
	@ValueSource(ints = { 201, 206, 304, 404, 500 })
	void onlyWholeGoodResponsesAreKept(int status) {
		this.response.setStatus(status);
		assertThat(isKept(true)).isFalse();
	}

	@Test
	void whatOneHostAnsweredIsNotForAnother() {
		MockHttpServletRequest host = request();
		host.setServerName("other");
		MockHttpServletRequest port = request();
		port.setServerPort(8081);
		MockHttpServletRequest scheme = request();
		scheme.setScheme("https");
		MockHttpServletRequest query = request();
		query.setQueryString("null");
		MockHttpServletRequest matrix = new MockHttpServletRequest("GET", "/catalogue;a=b");
		assertThat(List.of(host, port, scheme, query, matrix, request()))
			.extracting((each) -> this.lastGood.keys(each, each, true))
			.doesNotHaveDuplicates()
			.doesNotContainNull();
	}

	@Test
	void aHeaderThatAFilterHasHiddenTellsCallersApart() {
		MockHttpServletRequest alice = request();
		alice.addHeader("X-Forwarded-User", "alice");
		MockHttpServletRequest bob = request();
		bob.addHeader("X-Forwarded-User", "bob");
		assertThat(this.lastGood.keys(request(), alice, false)).isNotEmpty()
			.isNotEqualTo(this.lastGood.keys(request(), bob, false));
		assertThat(this.lastGood.keys(request(), alice, true)).as("with credentials").hasSize(2);
	}

	private boolean isKept(boolean shared) {
		LastGoodResponses empty = new LastGoodResponses(List.of("Accept"));
		empty.put("key", shared, this.response, new byte[1]);
		return empty.get(List.of("key")) != null;
	}

	private List<String> key(boolean shared) {
		return this.lastGood.keys(this.request, this.request, shared);
	}

	private static MockHttpServletRequest request() {
		return new MockHttpServletRequest("GET", "/catalogue");
	}

}
