/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.Callable;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.MethodParameter;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Routes that are declared to answer all callers alike, whose handlers do not.
 */
class CallerParametersTests {

	private static final List<String> PATHS = List.of("/attribute", "/resolved", "/entity", "/members", "/items");

	private final Shop shop = Shop.open(new Class<?>[] { Application.class },
			PATHS.stream().map("softlanding.panic.routes[GET %s].shared=true"::formatted).toArray(String[]::new));

	private final State state = this.shop.bean(State.class);

	@AfterEach
	void close() {
		this.shop.close();
	}

	/** What filters and argument resolvers of the application make of a request. */
	@ParameterizedTest
	@ValueSource(strings = { "/attribute", "/resolved", "/entity" })
	void aHandlerThatIsGivenItsCallerDoesNotAnswerAllAlike(String path) throws Exception {
		assertThat(this.shop.get(path, "X-Own", "one").body()).isEqualTo("one");
		this.state.broken = true;
		assertThat(this.shop.get(path, "X-Own", "two").body()).isEmpty();
		HttpResponse<String> answer = this.shop.get(path, "X-Own", "one");
		assertThat(answer.body()).isEqualTo("one");
		assertThat(fallback(answer)).isEqualTo("last-good");
	}

	@Test
	void aHandlerWithParametersOfItsOwnAnswersAllAlike() throws Exception {
		assertThat(this.shop.get("/items?page=2", "X-Own", "one").body()).isEqualTo("2");
		this.state.broken = true;
		assertThat(this.shop.get("/items?page=2", "X-Own", "two").body()).isEqualTo("2");
		assertThat(this.shop.get("/items?page=3", "X-Own", "two").body()).isEmpty();
	}

	/** The call that fails was let in before the route had refused any caller. */
	@Test
	void aRouteThatRefusesACallerMeanwhileDoesNotAnswerAllAlike() throws Exception {
		assertThat(this.shop.get("/members", "Authorization", "Bearer one").body()).isEqualTo("members");
		this.state.meanwhile = () -> this.shop.get("/members").statusCode();
		this.state.broken = true;
		assertThat(fallback(this.shop.get("/members", "Authorization", "Bearer two"))).isEqualTo("empty");
	}

	/** A client that wants its response stored nowhere. */
	@Test
	void aResponseThatIsNotToBeStoredIsNotKept() throws Exception {
		this.shop.get("/items?page=1", "Cache-Control", "max-age=0, No-Store");
		this.state.broken = true;
		assertThat(fallback(this.shop.get("/items?page=1"))).isEqualTo("empty");
	}

	private static String fallback(HttpResponse<String> response) {
		return response.headers().firstValue("Softlanding-Fallback").orElse("none");
	}

	static final class State {

		volatile boolean broken;

		volatile Callable<?> meanwhile = () -> null;

		String answer(@Nullable String answer) throws Exception {
			if (this.broken) {
				this.meanwhile.call();
				throw new IllegalStateException("broken");
			}
			return String.valueOf(answer);
		}

	}

	record Customer(String name) {
	}

	record Search(int page) {
	}

	/** An application that knows its callers in ways of its own. */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Controller.class)
	static class Application implements WebMvcConfigurer {

		@Bean
		State state() {
			return new State();
		}

		@Bean
		CircuitBreakerRegistry circuitBreakerRegistry() {
			return CircuitBreakerRegistry.ofDefaults();
		}

		@Bean
		FilterRegistrationBean<Filter> identifying() {
			return new FilterRegistrationBean<>((request, response, chain) -> {
				request.setAttribute("customer", ((HttpServletRequest) request).getHeader("X-Own"));
				chain.doFilter(request, response);
			});
		}

		@Override
		public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
			resolvers.add(new HandlerMethodArgumentResolver() {

				@Override
				public boolean supportsParameter(MethodParameter parameter) {
					return parameter.getParameterType() == Customer.class;
				}

				@Override
				public Object resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer container,
						NativeWebRequest request, @Nullable WebDataBinderFactory binders) {
					return new Customer(String.valueOf(request.getHeader("X-Own")));
				}

			});
		}

	}

	@RestController
	static class Controller {

		private final State state;

		Controller(State state) {
			this.state = state;
		}

		@GetMapping("/attribute")
		String attribute(@RequestAttribute("customer") String customer) throws Exception {
			return this.state.answer(customer);
		}

		@GetMapping("/resolved")
		String resolved(Customer customer) throws Exception {
			return this.state.answer(customer.name());
		}

		@GetMapping("/entity")
		String entity(RequestEntity<Void> request) throws Exception {
			return this.state.answer(request.getHeaders().getFirst("X-Own"));
		}

		@GetMapping("/items")
		String items(Search search) throws Exception {
			return this.state.answer(String.valueOf(search.page()));
		}

		@GetMapping("/members")
		ResponseEntity<String> members(HttpServletRequest request) throws Exception {
			if (request.getHeader("Authorization") == null) {
				return ResponseEntity.status(401).build();
			}
			return ResponseEntity.ok(this.state.answer("members"));
		}

	}

}
