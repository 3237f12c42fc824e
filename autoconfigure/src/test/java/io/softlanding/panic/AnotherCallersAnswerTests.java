/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No caller gets an answer that was for another one, or that the application would have
 * refused.
 */
class AnotherCallersAnswerTests {

	private static final List<String> COOKIES = List.of("SESSION", "JSESSIONID", "remember-me");

	private final Shop shop = Shop.open(new Class<?>[] { CallersApplication.class },
			"softlanding.panic.routes[GET /balance].last-good=true",
			"softlanding.panic.routes[GET /balance/public].last-good=true",
			"softlanding.panic.routes[GET /catalogue].last-good=true",
			"softlanding.panic.routes[GET /catalogue].circuit-breaker=catalogue",
			"softlanding.panic.routes[GET /plain].circuit-breaker=catalogue",
			"softlanding.panic.routes[GET /plain].last-good=true", "softlanding.panic.routes[GET /plain].shared=true",
			"softlanding.panic.routes[GET /prices].last-good=true", "softlanding.panic.routes[GET /prices].shared=true",
			"softlanding.panic.routes[GET /prices].circuit-breaker=prices",
			"softlanding.panic.routes[GET /wrapped].shared=true",
			"softlanding.panic.routes[GET /off].response.body=off",
			"softlanding.panic.last-good-headers=Accept,X-Currency");

	private final AtomicBoolean broken = this.shop.bean(AtomicBoolean.class);

	@AfterEach
	void close() {
		this.shop.close();
	}

	@Test
	void tenThousandRandomRequestsNeverGetTheAnswerOfAnotherCaller() throws Exception {
		Random random = new Random(17);
		int kept = 0;
		for (int i = 0; i < 10_000; i++) {
			this.broken.set(random.nextBoolean());
			String path = List.of("/balance", "/balance/public", "/off").get(random.nextInt(3));
			List<String> headers = new ArrayList<>(List.of("Accept", "text/plain"));
			String caller = "caller" + random.nextInt(3);
			int way = random.nextInt(CallersApplication.HEADERS.size() + COOKIES.size() + 1);
			if (way < CallersApplication.HEADERS.size()) {
				headers.addAll(List.of(CallersApplication.HEADERS.get(way), caller));
			}
			else if (way < CallersApplication.HEADERS.size() + COOKIES.size()) {
				headers.addAll(List.of("Cookie", COOKIES.get(way - CallersApplication.HEADERS.size()) + "=" + caller));
			}
			else {
				headers.addAll(List.of("User-Agent", "certificate" + random.nextInt(2)));
				caller = headers.get(3);
			}
			HttpResponse<String> answer = this.shop.get(path, headers.toArray(String[]::new));
			if (answer.body().startsWith("balance of")) {
				assertThat(answer.body()).as("%s %s", path, headers).endsWith(" " + caller);
				kept += answer.headers().firstValue("Softlanding-Fallback").isPresent() ? 1 : 0;
			}
			if (i % 100 == 0) {
				this.shop.bean(CircuitBreakerRegistry.class)
					.getAllCircuitBreakers()
					.forEach(CircuitBreaker::transitionToClosedState);
			}
		}
		assertThat(kept).as("what a caller had is kept for the same caller").isPositive();
	}

	@Test
	void nothingIsKeptUnlessTheRouteIsDeclaredSharedOrTheResponseIsPublic() throws Exception {
		for (String path : List.of("/balance", "/off")) {
			this.shop.get(path);
			this.broken.set(true);
			assertThat(fallback(this.shop.get(path))).isNotEqualTo("last-good");
			this.broken.set(false);
		}
		for (String path : List.of("/catalogue", "/prices")) {
			String good = this.shop.get(path, "X-User", "one").body();
			this.broken.set(true);
			HttpResponse<String> answer = this.shop.get(path, "X-User", path.equals("/prices") ? "two" : "one");
			assertThat(fallback(answer)).isEqualTo("last-good");
			assertThat(answer.body()).isEqualTo(good);
			this.broken.set(false);
		}
	}

	@Test
	void aSharedRouteIsKeyedByTheListedHeaders() throws Exception {
		assertThat(this.shop.get("/prices", "X-Currency", "EUR").body()).isEqualTo("prices in EUR");
		assertThat(this.shop.get("/prices", "X-Currency", "USD").body()).isEqualTo("prices in USD");
		this.broken.set(true);
		assertThat(this.shop.get("/prices", "X-Currency", "EUR", "X-User", "two").body()).isEqualTo("prices in EUR");
		assertThat(this.shop.get("/prices", "X-Currency", "USD").body()).isEqualTo("prices in USD");
		assertThat(fallback(this.shop.get("/prices", "X-Currency", "CHF"))).isEqualTo("empty");
	}

	/**
	 * Refused by a filter, an interceptor and the handler's own filter for its errors.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "filter", "interceptor" })
	void aCallerWhomTheApplicationRefusesGetsThat(String refusal) throws Exception {
		this.shop.get("/prices");
		assertThat(this.shop.get("/prices", "X-Refuse", refusal).statusCode()).isEqualTo(401);
		this.broken.set(true);
		assertThat(this.shop.get("/prices", "X-Refuse", refusal).statusCode()).isEqualTo(401);
		assertThat(fallback(this.shop.get("/prices"))).isEqualTo("last-good");
		this.shop.bean(CircuitBreakerRegistry.class).circuitBreaker("prices").transitionToOpenState();
		assertThat(fallback(this.shop.get("/prices"))).isEqualTo("last-good");
		assertThat(this.shop.get("/prices", "X-Refuse", refusal).statusCode()).isEqualTo(401);
	}

	/** The handler is not called: whether it refuses this caller cannot be known. */
	@ParameterizedTest
	@ValueSource(strings = { "exception", "login" })
	void aHandlerThatMayRefuseDoesNotAnswerAllCallersAlike(String refusal) throws Exception {
		String path = "/prices";
		assertThat(this.shop.get(path, "X-Refuse", refusal).statusCode())
			.isEqualTo(refusal.equals("login") ? 302 : 401);
		this.shop.get(path, "X-User", "one");
		this.shop.bean(CircuitBreakerRegistry.class).circuitBreaker("prices").transitionToOpenState();
		assertThat(fallback(this.shop.get(path, "X-User", "one"))).isEqualTo("last-good");
		assertThat(fallback(this.shop.get(path, "X-Refuse", refusal))).isEqualTo("empty");
		assertThat(fallback(this.shop.get(path, "X-User", "two"))).isEqualTo("empty");
	}

	@Test
	void aCallerWhomAFilterRefusesGetsThatFromAServletToo() throws Exception {
		assertThat(this.shop.get("/plain").body()).isEqualTo("plain");
		this.shop.bean(CircuitBreakerRegistry.class).circuitBreaker("catalogue").transitionToOpenState();
		assertThat(this.shop.get("/plain", "X-Refuse", "filter").statusCode()).isEqualTo(401);
		HttpResponse<String> answer = this.shop.get("/plain");
		assertThat(fallback(answer)).isEqualTo("last-good");
		assertThat(answer.body()).isEqualTo("plain");
	}

	@Test
	void whatAFilterOfTheApplicationMakesOfAResponseIsNotKept() throws Exception {
		assertThat(this.shop.get("/wrapped").body()).isEqualTo("WRAPPED");
		this.broken.set(true);
		assertThat(fallback(this.shop.get("/wrapped"))).isEqualTo("empty");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void crossOriginHeadersAreThoseOfTheRequest(boolean open) throws Exception {
		this.shop.get("/catalogue", "Origin", "https://one.example");
		this.shop.get("/catalogue", "Origin", "https://two.example");
		this.broken.set(true);
		if (open) {
			this.shop.bean(CircuitBreakerRegistry.class).circuitBreaker("catalogue").transitionToOpenState();
		}
		HttpResponse<String> answer = this.shop.get("/catalogue", "Origin", "https://two.example");
		assertThat(fallback(answer)).isEqualTo("last-good");
		assertThat(answer.headers().allValues("Access-Control-Allow-Origin")).containsExactly("https://two.example");
		assertThat(answer.headers().allValues("X-Filter")).containsExactly("yes");
		assertThat(answer.headers().firstValue("Content-Disposition")).as("of the call that failed").isEmpty();
		assertThat(this.shop.get("/catalogue", "Origin", "https://evil.example").statusCode()).isEqualTo(403);
	}

	private static String fallback(HttpResponse<String> response) {
		return response.headers().firstValue("Softlanding-Fallback").orElse("none");
	}

}
