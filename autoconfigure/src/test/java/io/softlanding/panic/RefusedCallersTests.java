/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.security.Principal;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import jakarta.annotation.security.RolesAllowed;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

import static org.assertj.core.api.Assertions.assertThat;

class RefusedCallersTests {

	private static final List<String> OWN = List.of("/session", "/token", "/strict", "/secured");

	private static final List<String> SHARED = List.of("/thrown", "/members", "/parameter/principal",
			"/parameter/cookie", "/parameter/header", "/parameter/session", "/parameter/currency", "/tenant",
			"/admins");

	private final Shop shop = Shop.open(new Class<?>[] { Application.class }, properties());

	private final Rights rights = this.shop.bean(Rights.class);

	private static String[] properties() {
		return Stream
			.of(OWN.stream().map((path) -> "softlanding.panic.routes[GET %s].last-good=true".formatted(path)),
					SHARED.stream().map((path) -> "softlanding.panic.routes[GET %s].shared=true".formatted(path)),
					Stream.of("softlanding.panic.last-good-headers=Accept,X-Currency"))
			.flatMap((each) -> each)
			.toArray(String[]::new);
	}

	@AfterEach
	void close() {
		this.shop.close();
	}

	@ParameterizedTest
	@CsvSource({ "logout, true", "logout, false", "login?user=two, true", "forget, false" })
	void aSessionThatEndedOrHasAnotherUserGetsNothing(String then, boolean open) throws Exception {
		HttpResponse<String> login = this.shop.get("/login?user=one");
		String cookie = login.headers().firstValue("Set-Cookie").orElseThrow().replaceAll(";.*", "");
		assertThat(this.shop.get("/session", "Cookie", cookie).body()).isEqualTo("session of one");
		this.shop.get("/" + then, "Cookie", cookie);
		fail("/session", open);
		assertThat(this.shop.get("/session", "Cookie", cookie).body()).doesNotContain("one");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aCallerWhomTheHandlerRefusedSinceGetsNothing(boolean open) throws Exception {
		this.rights.tokens.add("Bearer one");
		assertThat(this.shop.get("/token", "Authorization", "Bearer one").body()).isEqualTo("token Bearer one");
		this.rights.tokens.clear();
		assertThat(this.shop.get("/token", "Authorization", "Bearer one").statusCode()).isEqualTo(403);
		this.rights.tokens.add("Bearer one");
		fail("/token", open);
		assertThat(fallback(this.shop.get("/token", "Authorization", "Bearer one"))).isEqualTo("empty");
	}

	@Test
	void aCallerWhoStillHasTheRightGetsTheAnswer() throws Exception {
		this.rights.tokens.add("Bearer one");
		this.shop.get("/token", "Authorization", "Bearer one");
		fail("/token", true);
		assertThat(fallback(this.shop.get("/token", "Authorization", "Bearer one"))).isEqualTo("last-good");
		assertThat(fallback(this.shop.get("/token", "Authorization", "Bearer two"))).isEqualTo("empty");
		assertThat(fallback(this.shop.get("/token"))).isEqualTo("empty");
	}

	/** A servlet refuses by an exception, which an error page answers. */
	@ParameterizedTest
	@ValueSource(strings = { "security", "declared" })
	void aRefusalByAnExceptionIsNoFailure(String refusal) throws Exception {
		assertThat(this.shop.get("/thrown").body()).isEqualTo("thrown");
		assertThat(this.shop.get("/thrown", "X-Refuse", refusal).statusCode()).isEqualTo(401);
		assertThat(breaker("/thrown").getMetrics().getNumberOfFailedCalls()).isZero();
		fail("/thrown", true);
		assertThat(fallback(this.shop.get("/thrown", "X-Refuse", refusal))).isEqualTo("empty");
	}

	@Test
	void aCallerWithoutCredentialsDoesNotGetTheAnswerOfOneWithThem() throws Exception {
		assertThat(this.shop.get("/members", "Authorization", "Bearer one").body()).isEqualTo("members");
		fail("/members", true);
		assertThat(fallback(this.shop.get("/members"))).isEqualTo("empty");
		assertThat(fallback(this.shop.get("/members", "User-Agent", "curl", "X-Forwarded-For", "10.0.0.1")))
			.isEqualTo("empty");
		assertThat(fallback(this.shop.get("/members", "Authorization", "Bearer two"))).isEqualTo("last-good");
	}

	@Test
	void aCallerWithCredentialsGetsWhatIsForThoseWithout() throws Exception {
		this.shop.get("/tenant");
		fail("/tenant", true);
		assertThat(fallback(this.shop.get("/tenant", "Authorization", "Bearer two"))).isEqualTo("last-good");
	}

	@ParameterizedTest
	@CsvSource({ "principal, X-Principal, one, two", "cookie, Cookie, user=one, user=two", "header, X-User, one, two" })
	void aHandlerThatAsksForItsCallerDoesNotAnswerAllAlike(String parameter, String header, String one, String two)
			throws Exception {
		String path = "/parameter/" + parameter;
		assertThat(this.shop.get(path, header, one).body()).endsWith("one");
		fail(path, true);
		assertThat(this.shop.get(path, header, two).body()).isEmpty();
		assertThat(fallback(this.shop.get(path, header, one))).isEqualTo("last-good");
	}

	@Test
	void aHandlerThatAsksForListedHeadersAnswersAllAlike() throws Exception {
		this.shop.get("/parameter/currency", "X-Currency", "EUR", "X-User", "one");
		fail("/parameter/currency", true);
		HttpResponse<String> answer = this.shop.get("/parameter/currency", "X-Currency", "EUR", "X-User", "two");
		assertThat(answer.body()).isEqualTo("EUR");
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-Forwarded-Host", "X-Original-Host", "Forwarded" })
	void whatAProxyForwardsForOneHostIsNotForAnother(String header) throws Exception {
		this.shop.get("/tenant", header, "host=one");
		fail("/tenant", true);
		assertThat(this.shop.get("/tenant", header, "host=two").body()).doesNotContain("one");
	}

	/** Roles may be withdrawn between two requests with the same credentials. */
	@Test
	void aSecuredHandlerHasToBeCalled() throws Exception {
		for (String path : List.of("/secured", "/admins")) {
			assertThat(this.shop.get(path, "X-Principal", "one").statusCode()).isEqualTo(200);
			breaker(path).transitionToOpenState();
			assertThat(fallback(this.shop.get(path, "X-Principal", "one"))).as(path).isEqualTo("empty");
		}
	}

	@Test
	void aResponseThatHasToBeAskedForAgainIsNotKept() throws Exception {
		this.shop.get("/strict");
		fail("/strict", false);
		assertThat(fallback(this.shop.get("/strict"))).isEqualTo("empty");
	}

	private CircuitBreaker breaker(String path) {
		return this.shop.bean(CircuitBreakerRegistry.class).circuitBreaker("GET " + path);
	}

	private void fail(String path, boolean open) {
		if (open) {
			breaker(path).transitionToOpenState();
		}
		this.rights.broken.set(true);
	}

	private static String fallback(HttpResponse<String> response) {
		return response.headers().firstValue("Softlanding-Fallback").orElse("none");
	}

	static final class Rights {

		final Set<String> tokens = ConcurrentHashMap.newKeySet();

		final AtomicBoolean broken = new AtomicBoolean();

		void check() {
			if (this.broken.get()) {
				throw new IllegalStateException("broken");
			}
		}

	}

	/** An application whose handlers look at their callers. */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Controller.class)
	static class Application {

		@Bean
		Rights rights() {
			return new Rights();
		}

		@Bean
		CircuitBreakerRegistry circuitBreakerRegistry() {
			return CircuitBreakerRegistry.ofDefaults();
		}

		@Bean
		ServletRegistrationBean<ThrowingServlet> throwing(Rights rights) {
			return new ServletRegistrationBean<>(new ThrowingServlet(rights), "/thrown");
		}

		/** Outside the filter of fallbacks, like the error pages of a server. */
		@Bean
		FilterRegistrationBean<Filter> errorPage() {
			FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>((request, response, chain) -> {
				try {
					chain.doFilter(request, response);
				}
				catch (SecurityException | ResponseStatusException ex) {
					((HttpServletResponse) response).setStatus(401);
				}
			});
			registration.setOrder(Integer.MIN_VALUE);
			return registration;
		}

		@Bean
		FilterRegistrationBean<Filter> principals() {
			return new FilterRegistrationBean<>((request, response, chain) -> {
				String name = ((HttpServletRequest) request).getHeader("X-Principal");
				chain.doFilter((name == null) ? request : new HttpServletRequestWrapper((HttpServletRequest) request) {

					@Override
					public Principal getUserPrincipal() {
						return new Caller(name);
					}

				}, response);
			});
		}

	}

	record Caller(String name) implements Principal {

		@Override
		public String getName() {
			return this.name;
		}

	}

	@SuppressWarnings("serial")
	static final class ThrowingServlet extends HttpServlet {

		private final transient Rights rights;

		ThrowingServlet(Rights rights) {
			this.rights = rights;
		}

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
			if ("security".equals(request.getHeader("X-Refuse"))) {
				throw new SecurityException("not you");
			}
			if ("declared".equals(request.getHeader("X-Refuse"))) {
				throw new ResponseStatusException(HttpStatus.FORBIDDEN);
			}
			this.rights.check();
			response.getWriter().write("thrown");
		}

	}

	@RestController
	static class Controller {

		private final Rights rights;

		Controller(Rights rights) {
			this.rights = rights;
		}

		@GetMapping("/login")
		void login(HttpServletRequest request, @RequestParam String user) {
			request.getSession().setAttribute("user", user);
		}

		@GetMapping("/logout")
		void logout(HttpSession session) {
			session.invalidate();
		}

		@GetMapping("/forget")
		void forget(HttpSession session) {
			session.removeAttribute("user");
		}

		@GetMapping("/session")
		ResponseEntity<String> session(HttpServletRequest request) {
			this.rights.check();
			HttpSession session = request.getSession(false);
			Object user = (session != null) ? session.getAttribute("user") : null;
			return (user != null) ? asPublic("session of " + user) : ResponseEntity.status(401).build();
		}

		@GetMapping("/token")
		ResponseEntity<String> token(HttpServletRequest request) {
			String token = String.valueOf(request.getHeader("Authorization"));
			if (!this.rights.tokens.contains(token)) {
				return ResponseEntity.status(403).build();
			}
			this.rights.check();
			return asPublic("token " + token);
		}

		@GetMapping("/strict")
		ResponseEntity<String> strict() {
			this.rights.check();
			return ResponseEntity.ok().header("Cache-Control", "public, max-age=0, must-revalidate").body("strict");
		}

		@GetMapping("/secured")
		@RolesAllowed("ADMIN")
		ResponseEntity<String> secured() {
			return asPublic("secured");
		}

		@GetMapping("/admins")
		@RolesAllowed("ADMIN")
		String admins() {
			return "admins";
		}

		@GetMapping("/members")
		ResponseEntity<String> members(HttpServletRequest request) {
			if (request.getHeader("Authorization") == null) {
				return ResponseEntity.status(401).build();
			}
			this.rights.check();
			return ResponseEntity.ok("members");
		}

		@GetMapping("/tenant")
		String tenant(HttpServletRequest request) {
			this.rights.check();
			return "tenant " + request.getHeader("X-Forwarded-Host") + request.getHeader("X-Original-Host")
					+ request.getHeader("Forwarded");
		}

		@GetMapping("/parameter/principal")
		String principal(Principal principal) {
			this.rights.check();
			return principal.getName();
		}

		@GetMapping("/parameter/cookie")
		String cookie(@CookieValue("user") String user) {
			this.rights.check();
			return user;
		}

		@GetMapping("/parameter/header")
		String header(@RequestHeader(name = "X-User", required = false) @Nullable String user) {
			this.rights.check();
			return String.valueOf(user);
		}

		@GetMapping("/parameter/currency")
		String currency(@RequestHeader("X-Currency") String currency, @RequestHeader("User-Agent") String agent) {
			this.rights.check();
			return currency;
		}

		private static ResponseEntity<String> asPublic(String body) {
			return ResponseEntity.ok().header("Cache-Control", "public").body(body);
		}

	}

}
