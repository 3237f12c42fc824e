/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authorization.AuthenticatedAuthorizationManager;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.authentication.www.BasicAuthenticationEntryPoint;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.CacheControlHeadersWriter;
import org.springframework.security.web.servletapi.SecurityContextHolderAwareRequestFilter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.filter.CorsFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fallbacks stay behind the filters of Spring Security.
 */
class SpringSecurityTests {

	private final Shop shop = Shop.open(new Class<?>[] { Application.class },
			"softlanding.panic.routes[GET /prices].shared=true",
			"softlanding.panic.routes[GET /balance].last-good=true",
			"softlanding.panic.routes[GET /denied].shared=true");

	private final Users users = this.shop.bean(Users.class);

	@AfterEach
	void close() {
		this.shop.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aCallerWhoIsNotAuthenticatedGetsTheAnswerOfSpringSecurity(boolean open) throws Exception {
		assertThat(get("/prices", "one").body()).isEqualTo("prices");
		fail("/prices", open);
		HttpResponse<String> anonymous = this.shop.get("/prices");
		assertThat(anonymous.statusCode()).isEqualTo(401);
		assertThat(anonymous.headers().firstValue("WWW-Authenticate"))
			.hasValueSatisfying((challenge) -> assertThat(challenge).startsWith("Basic"));
		assertThat(fallback(anonymous)).isEqualTo("none");
		assertThat(anonymous.body()).isNotEqualTo("prices");
		assertThat(get("/prices", "unknown").statusCode()).isEqualTo(401);
		HttpResponse<String> other = get("/prices", "two");
		assertThat(fallback(other)).isEqualTo("last-good");
		assertThat(other.body()).isEqualTo("prices");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aUserWhoWasRemovedSinceIsNotAnswered(boolean open) throws Exception {
		get("/prices", "one");
		get("/balance", "one");
		this.users.names.remove("one");
		fail("/prices", open);
		fail("/balance", open);
		assertThat(get("/prices", "one").statusCode()).isEqualTo(401);
		assertThat(get("/balance", "one").statusCode()).isEqualTo(401);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aUserDoesNotGetTheAnswerOfAnotherOne(boolean open) throws Exception {
		assertThat(get("/balance", "one").body()).isEqualTo("balance of one");
		fail("/balance", open);
		assertThat(fallback(get("/balance", "two"))).isEqualTo("empty");
		assertThat(get("/balance", "one").body()).isEqualTo("balance of one");
	}

	@Test
	void aCallerWhomTheHandlerDeniesIsNotAnsweredEither() throws Exception {
		assertThat(get("/denied", "one").body()).isEqualTo("for one");
		assertThat(get("/denied", "two").statusCode()).isEqualTo(403);
		assertThat(breaker("/denied").getMetrics().getNumberOfFailedCalls()).isZero();
		breaker("/denied").transitionToOpenState();
		assertThat(fallback(get("/denied", "two"))).isEqualTo("empty");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void crossOriginChecksComeFirst(boolean open) throws Exception {
		get("/prices", "one", "Origin", "https://good.example");
		fail("/prices", open);
		assertThat(get("/prices", "one", "Origin", "https://evil.example").statusCode()).isEqualTo(403);
		HttpResponse<String> answer = get("/prices", "one", "Origin", "https://good.example");
		assertThat(fallback(answer)).isEqualTo("last-good");
		assertThat(answer.headers().allValues("Access-Control-Allow-Origin")).containsExactly("https://good.example");
	}

	private HttpResponse<String> get(String path, String user, String... headers) throws Exception {
		String credentials = Base64.getEncoder().encodeToString((user + ":secret").getBytes(StandardCharsets.UTF_8));
		String[] all = (headers.length > 0)
				? new String[] { "Authorization", "Basic " + credentials, headers[0], headers[1] }
				: new String[] { "Authorization", "Basic " + credentials };
		return this.shop.get(path, all);
	}

	private CircuitBreaker breaker(String path) {
		return this.shop.bean(CircuitBreakerRegistry.class).circuitBreaker("GET " + path);
	}

	private void fail(String path, boolean open) {
		if (open) {
			breaker(path).transitionToOpenState();
		}
		this.users.broken.set(true);
	}

	private static String fallback(HttpResponse<String> response) {
		return response.headers().firstValue("Softlanding-Fallback").orElse("none");
	}

	/** Those who may log in. */
	static final class Users {

		final Set<String> names = ConcurrentHashMap.newKeySet();

		final AtomicBoolean broken = new AtomicBoolean();

	}

	/** An application with the usual filters of Spring Security. */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Controller.class)
	static class Application {

		@Bean
		Users users() {
			Users users = new Users();
			users.names.addAll(List.of("one", "two"));
			return users;
		}

		@Bean
		CircuitBreakerRegistry circuitBreakerRegistry() {
			return CircuitBreakerRegistry.ofDefaults();
		}

		@Bean
		FilterRegistrationBean<Filter> security(Users users) throws Exception {
			AuthenticationManager manager = (authentication) -> {
				if (!users.names.contains(authentication.getName())) {
					throw new BadCredentialsException("unknown");
				}
				return UsernamePasswordAuthenticationToken.authenticated(authentication.getName(), null,
						AuthorityUtils.createAuthorityList("ROLE_USER"));
			};
			BasicAuthenticationEntryPoint entryPoint = new BasicAuthenticationEntryPoint();
			entryPoint.setRealmName("shop");
			CorsConfiguration cors = new CorsConfiguration();
			cors.addAllowedOrigin("https://good.example");
			List<Filter> filters = List.of(
					new SecurityContextHolderFilter(new RequestAttributeSecurityContextRepository()),
					new HeaderWriterFilter(List.of(new CacheControlHeadersWriter())), new CorsFilter((request) -> cors),
					new BasicAuthenticationFilter(manager, entryPoint), new SecurityContextHolderAwareRequestFilter(),
					new AnonymousAuthenticationFilter("key"), new ExceptionTranslationFilter(entryPoint),
					new AuthorizationFilter(AuthenticatedAuthorizationManager.authenticated()));
			for (Filter filter : filters) {
				((InitializingBean) filter).afterPropertiesSet();
			}
			FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(
					new FilterChainProxy(new DefaultSecurityFilterChain((request) -> true, filters)));
			// As Spring Boot orders it.
			registration.setOrder(-100);
			return registration;
		}

	}

	/** Fails while it is broken. */
	@RestController
	static class Controller {

		private final Users users;

		Controller(Users users) {
			this.users = users;
		}

		@GetMapping("/prices")
		String prices() {
			fail();
			return "prices";
		}

		@GetMapping("/balance")
		ResponseEntity<String> balance(HttpServletRequest request) {
			fail();
			return ResponseEntity.ok().header("Cache-Control", "public").body("balance of " + request.getRemoteUser());
		}

		@GetMapping("/denied")
		String denied(HttpServletRequest request) throws IOException {
			if ("two".equals(request.getRemoteUser())) {
				throw new AccessDeniedException("not two");
			}
			return "for one";
		}

		private void fail() {
			if (this.users.broken.get()) {
				throw new IllegalStateException("broken");
			}
		}

	}

}
