package io.softlanding.panic;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import jakarta.annotation.security.RolesAllowed;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No caller gets an answer that was for another one, or that the application would have
 * refused.
 */
class AnotherCallersAnswerTests {

	private static final List<String> HEADERS = List.of("X-Forwarded-User", "X-Forwarded-Email",
			"X-Forwarded-Preferred-Username", "X-Remote-User", "Remote-User", "X-User", "X-User-Id", "X-WebAuth-User",
			"X-Client-Id", "X-Tenant-Id", "X-Account", "X-Amzn-Oidc-Identity", "X-MS-Client-Principal-Name",
			"X-Forwarded-Client-Cert", "From", "Authorization");

	private static final List<String> COOKIES = List.of("SESSION", "JSESSIONID", "remember-me");

	private final Shop shop = Shop.open(new Class<?>[] { Application.class },
			"softlanding.panic.routes[GET /balance].last-good=true",
			"softlanding.panic.routes[GET /balance/public].last-good=true",
			"softlanding.panic.routes[GET /catalogue].last-good=true",
			"softlanding.panic.routes[GET /catalogue].circuit-breaker=catalogue",
			"softlanding.panic.routes[GET /plain].circuit-breaker=catalogue",
			"softlanding.panic.routes[GET /plain].last-good=true", "softlanding.panic.routes[GET /plain].shared=true",
			"softlanding.panic.routes[GET /prices].last-good=true", "softlanding.panic.routes[GET /prices].shared=true",
			"softlanding.panic.routes[GET /prices].circuit-breaker=prices",
			"softlanding.panic.routes[GET /secured].shared=true",
			"softlanding.panic.routes[GET /secured].circuit-breaker=prices",
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
			int way = random.nextInt(HEADERS.size() + COOKIES.size() + 1);
			if (way < HEADERS.size()) {
				headers.addAll(List.of(HEADERS.get(way), caller));
			}
			else if (way < HEADERS.size() + COOKIES.size()) {
				headers.addAll(List.of("Cookie", COOKIES.get(way - HEADERS.size()) + "=" + caller));
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
	@ValueSource(strings = { "exception", "annotation" })
	void aHandlerThatMayRefuseDoesNotAnswerAllCallersAlike(String refusal) throws Exception {
		String path = refusal.equals("annotation") ? "/secured" : "/prices";
		if (!refusal.equals("annotation")) {
			assertThat(this.shop.get(path, "X-Refuse", refusal).statusCode()).isEqualTo(401);
		}
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

	/** An application that knows its callers in many ways. */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Controller.class)
	static class Application implements WebMvcConfigurer {

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
			try (var stream = AnotherCallersAnswerTests.class.getResourceAsStream("/certificates/" + name + ".pem")) {
				return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(stream);
			}
		}

		/** Without an order, as most filters are. */
		@Bean
		OncePerRequestFilter refusing() {
			return new OncePerRequestFilter() {

				@Override
				protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response,
						FilterChain chain) throws ServletException, IOException {
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

		@GetMapping("/secured")
		@RolesAllowed("ADMIN")
		String secured() {
			return "secured";
		}

		@GetMapping("/prices")
		String prices(HttpServletRequest request) {
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
