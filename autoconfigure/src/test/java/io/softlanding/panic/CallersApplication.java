/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.io.IOException;
import java.io.PrintWriter;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * An application that knows its callers in many ways.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(CallersApplication.Controller.class)
class CallersApplication implements WebMvcConfigurer {

	static final List<String> HEADERS = List.of("X-Forwarded-User", "X-Forwarded-Email",
			"X-Forwarded-Preferred-Username", "X-Remote-User", "Remote-User", "X-User", "X-User-Id", "X-WebAuth-User",
			"X-Client-Id", "X-Tenant-Id", "X-Account", "X-Amzn-Oidc-Identity", "X-MS-Client-Principal-Name",
			"X-Forwarded-Client-Cert", "From", "Authorization");

	@Bean
	AtomicBoolean broken() {
		return new AtomicBoolean();
	}

	@Bean
	CircuitBreakerRegistry circuitBreakerRegistry() {
		return CircuitBreakerRegistry.ofDefaults();
	}

	/** The server sets this attribute. */
	@Bean
	FilterRegistrationBean<Filter> certificates() throws Exception {
		Map<String, X509Certificate> certificates = Map.of("certificate0", certificate("one"), "certificate1",
				certificate("two"));
		FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>((request, response, chain) -> {
			String agent = String.valueOf(((HttpServletRequest) request).getHeader("User-Agent"));
			if (certificates.containsKey(agent)) {
				request.setAttribute("jakarta.servlet.request.X509Certificate",
						new X509Certificate[] { certificates.get(agent) });
			}
			chain.doFilter(request, response);
		});
		registration.setOrder(Integer.MIN_VALUE);
		registration.setName("certificates");
		return registration;
	}

	private static X509Certificate certificate(String name) throws Exception {
		try (var stream = CallersApplication.class.getResourceAsStream("/certificates/" + name + ".pem")) {
			return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(stream);
		}
	}

	@Bean
	FilterRegistrationBean<Filter> shouting() {
		FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>((request, response, chain) -> chain
			.doFilter(request, new HttpServletResponseWrapper((HttpServletResponse) response) {

				@Override
				public PrintWriter getWriter() throws IOException {
					return new PrintWriter(super.getWriter()) {

						@Override
						public void write(String text, int offset, int length) {
							super.write(text.toUpperCase(Locale.ROOT), offset, length);
						}

					};
				}

			}));
		registration.addUrlPatterns("/wrapped");
		registration.setName("shouting");
		return registration;
	}

	/** Without an order, as most filters are. */
	@Bean
	OncePerRequestFilter refusing() {
		return new OncePerRequestFilter() {

			@Override
			protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
					throws ServletException, IOException {
				if ("filter".equals(request.getHeader("X-Refuse"))) {
					response.setStatus(401);
					return;
				}
				response.setHeader("X-Filter", "yes");
				try {
					chain.doFilter(request, response);
				}
				catch (ServletException ex) {
					if (!(ex.getCause() instanceof UnsupportedOperationException)) {
						throw ex;
					}
					response.setStatus(401);
				}
			}

		};
	}

	@Bean
	ServletRegistrationBean<PlainServlet> plain(AtomicBoolean broken) {
		return new ServletRegistrationBean<>(new PlainServlet(broken), "/plain");
	}

	@Override
	public void addInterceptors(InterceptorRegistry registry) {
		registry.addInterceptor(new HandlerInterceptor() {

			@Override
			public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
				boolean refused = "interceptor".equals(request.getHeader("X-Refuse"));
				if (refused) {
					response.setStatus(401);
				}
				return !refused;
			}

		});
	}

	/** Not of Spring MVC. */
	@SuppressWarnings("serial")
	static final class PlainServlet extends jakarta.servlet.http.HttpServlet {

		private final transient AtomicBoolean broken;

		PlainServlet(AtomicBoolean broken) {
			this.broken = broken;
		}

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
			if (this.broken.get()) {
				throw new IllegalStateException("broken");
			}
			response.getWriter().write("plain");
		}

	}

	/** Answers a caller. */
	@RestController
	static class Controller {

		private final AtomicBoolean broken;

		Controller(AtomicBoolean broken) {
			this.broken = broken;
		}

		@GetMapping({ "/balance", "/off" })
		String balance(HttpServletRequest request) {
			return answer(request);
		}

		/** Public only in what it says. */
		@GetMapping("/balance/public")
		ResponseEntity<String> wrong(HttpServletRequest request) {
			return ResponseEntity.ok()
				.cacheControl(CacheControl.maxAge(Duration.ofMinutes(1)).cachePublic())
				.body(answer(request));
		}

		@GetMapping("/catalogue")
		@CrossOrigin({ "https://one.example", "https://two.example" })
		String catalogue(HttpServletRequest request, HttpServletResponse response) {
			response.setHeader("Cache-Control", "max-age=60, Public");
			response.setHeader("Content-Disposition", "attachment");
			answer(request);
			return "catalogue";
		}

		@GetMapping("/wrapped")
		void wrapped(HttpServletRequest request, HttpServletResponse response) throws IOException {
			answer(request);
			response.getWriter().write("wrapped");
		}

		@GetMapping("/prices")
		@Nullable String prices(HttpServletRequest request, HttpServletResponse response) throws IOException {
			if ("login".equals(request.getHeader("X-Refuse"))) {
				response.sendRedirect("/login");
				return null;
			}
			if ("exception".equals(request.getHeader("X-Refuse"))) {
				throw new UnsupportedOperationException("not for this caller");
			}
			answer(request);
			return "prices in " + request.getHeader("X-Currency");
		}

		private String answer(HttpServletRequest request) {
			if (this.broken.get()) {
				throw new IllegalStateException("broken");
			}
			for (String header : HEADERS) {
				if (request.getHeader(header) != null) {
					return "balance of " + request.getHeader(header);
				}
			}
			if (request.getCookies() != null) {
				return "balance of " + request.getCookies()[0].getValue();
			}
			return (request.getAttribute("jakarta.servlet.request.X509Certificate") != null)
					? "balance of " + request.getHeader("User-Agent") : "balance of nobody";
		}

	}

}
