package io.softlanding.panic;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.drain.DrainAutoConfiguration;
import io.softlanding.drain.DrainController;
import io.softlanding.drain.DrainState;
import io.softlanding.drain.DurationProperty;
import io.softlanding.drain.InvalidConfigurationException;
import io.softlanding.drain.NanoClock;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.Environment;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Auto-configuration of what contains panics.
 *
 * @since 0.1
 */
@AutoConfiguration(after = DrainAutoConfiguration.class,
		afterName = { "io.softlanding.web.WebAutoConfiguration",
				"org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration",
				"org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration" })
@ConditionalOnProperty(prefix = "softlanding", name = { "enabled", "panic.enabled" }, matchIfMissing = true)
@ConditionalOnBean(DrainController.class)
@EnableConfigurationProperties(PanicProperties.class)
@Import({ PanicSourcesConfiguration.class, PanicReactionsConfiguration.class })
public final class PanicAutoConfiguration {

	@Bean
	PanicCounts softlandingPanicCounts() {
		return new PanicCounts();
	}

	@Bean
	PanicWindow softlandingPanicWindow() {
		return new PanicWindow(NanoClock.SYSTEM);
	}

	@Bean
	PanicReporters softlandingPanicReporters(PanicCounts counts, PanicProperties properties,
			ObjectProvider<PanicReporter> reporters) {
		PanicProperties.Log log = properties.log();
		if (log.lines() < 0) {
			throw new InvalidConfigurationException("softlanding.panic.log.lines is %d.".formatted(log.lines()),
					"Set softlanding.panic.log.lines to 0 or more.");
		}
		return new PanicReporters(
				new PanicLog(NanoClock.SYSTEM, counts, log.lines(),
						DurationProperty.positive("softlanding.panic.log.window", log.window())),
				reporters.orderedStream().toList());
	}

	@Bean
	Surroundings softlandingPanicSurroundings(ObjectProvider<CurrentTransaction> transaction) {
		CurrentTransaction current = transaction.getIfAvailable();
		Supplier<@Nullable String> name = () -> (current != null) ? current.name() : null;
		return new Surroundings(name);
	}

	@Bean
	StandardClassifier softlandingStandardPanicClassifier(PanicProperties properties,
			ObjectProvider<DeclaredStatus> status, DrainController drain) {
		DeclaredStatus declared = status.getIfAvailable(() -> (error) -> 0);
		return new StandardClassifier(new HeapExhaustion(NanoClock.SYSTEM, OldGeneration.find()), declared,
				() -> drain.state() != DrainState.RUNNING, properties.emptyResultIsNotFound());
	}

	@Bean
	PanicRecorder softlandingPanicRecorder(PanicProperties properties, PanicCounts counts, PanicWindow window,
			Surroundings surroundings, PanicReporters reporters, ObjectProvider<PanicClassifier> classifier,
			StandardClassifier standard, FatalPanic fatal, Origin origin) {
		PanicRecorder recorder = new PanicRecorder(new PanicRecorder.Parts(
				classifier.getIfAvailable(() -> (error) -> null), standard, counts, window, surroundings,
				new Sampling(NanoClock.SYSTEM), new SeenErrors(NanoClock.SYSTEM), InstantSource.system(), origin,
				properties.messages(), properties.log().window().toMillis(), reporters, fatal, fatal::makeRoom));
		reporters.open(recorder::callbackFailed);
		return recorder;
	}

	@Bean
	Origin softlandingPanicOrigin(Environment environment) {
		String host = environment.getProperty("HOSTNAME", "local");
		return new Origin(environment.getProperty("spring.application.name", "application"),
				host + "-" + UUID.randomUUID().toString().substring(0, 8));
	}

	@Bean
	PanicsStatus softlandingPanicsStatus(PanicCounts counts, PanicWindow window, PanicReporters reporters,
			ObjectProvider<StatusPart> parts) {
		return new PanicsStatus(counts, window, reporters, parts.orderedStream().toList());
	}

	/** The status that an exception says it should be answered with. */
	interface DeclaredStatus extends ToIntFunction<Throwable> {

	}

	/** The transaction of the calling thread. */
	interface CurrentTransaction {

		@Nullable String name();

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(TransactionSynchronizationManager.class)
	static class TransactionConfiguration {

		@Bean
		CurrentTransaction softlandingPanicTransaction() {
			return TransactionSynchronizationManager::getCurrentTransactionName;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass(Filter.class)
	static class RequestConfiguration {

		@Bean
		RequestPanics softlandingRequestPanics(PanicRecorder recorder, PanicWindow window, Surroundings surroundings,
				ObjectProvider<ManagementPaths> management) {
			ManagementPaths paths = management.getIfAvailable(() -> new ManagementPaths(List::of));
			return new RequestPanics(recorder, window, surroundings, paths::contain);
		}

		@Bean
		FilterRegistrationBean<PanicFilter> softlandingPanicFilter(RequestPanics panics, PanicProperties properties,
				FatalPanic fatal, ReadOnlyMode readOnly) {
			FilterRegistrationBean<PanicFilter> registration = new FilterRegistrationBean<>(new PanicFilter(panics,
					new Refusals(fatal::isEnding, readOnly::isActive, panics::isManagement),
					new ProblemAnswer(properties.problems(),
							DurationProperty.notNegative("softlanding.panic.retry-after", properties.retryAfter()))));
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
			registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
			registration.setAsyncSupported(true);
			return registration;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass({ Filter.class, PathMappedEndpoints.class, ManagementPortType.class })
	static class ManagementConfiguration {

		@Bean
		ManagementPaths softlandingPanicManagementPaths(ObjectProvider<PathMappedEndpoints> endpoints,
				Environment environment) {
			boolean here = ManagementPortType.get(environment) == ManagementPortType.SAME;
			return new ManagementPaths(() -> {
				PathMappedEndpoints mapped = here ? endpoints.getIfAvailable() : null;
				if (mapped == null) {
					return List.of();
				}
				// With a base path everything below it is actuator's.
				String base = mapped.getBasePath();
				return (base.length() > 1) ? List.of(base) : List.copyOf(mapped.getAllPaths());
			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass({ Filter.class, HandlerExceptionResolver.class })
	static class MvcConfiguration {

		@Bean
		PanicExceptionResolver softlandingPanicExceptionResolver(RequestPanics panics) {
			return new PanicExceptionResolver(panics);
		}

		@Bean
		DeclaredStatus softlandingDeclaredStatus() {
			return (error) -> {
				if (error instanceof ErrorResponse response) {
					return response.getStatusCode().value();
				}
				ResponseStatus status = AnnotatedElementUtils.findMergedAnnotation(error.getClass(),
						ResponseStatus.class);
				return (status != null) ? status.code().value() : 0;
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass({ Filter.class, PathPattern.class, CircuitBreakerRegistry.class })
	static class FallbackConfiguration {

		@Bean
		FilterRegistrationBean<FallbackFilter> softlandingFallbackFilter(RequestPanics panics,
				PanicProperties properties, ObjectProvider<CircuitBreakerRegistry> registries) {
			CircuitBreakerRegistry registry = registries.getIfAvailable(CircuitBreakerRegistry::ofDefaults);
			List<FallbackRoute> routes = new ArrayList<>();
			Map<String, PanicProperties.Route> configured = properties.routes();
			if (configured != null) {
				configured.forEach((name, route) -> {
					if (!name.matches("[A-Z]+ /.*")) {
						throw new InvalidConfigurationException(
								"softlanding.panic.routes[%s] is no route.".formatted(name),
								"Name a method and a path, for example softlanding.panic.routes[GET /catalogue].");
					}
					String breaker = (route.circuitBreaker() != null) ? route.circuitBreaker() : name;
					routes.add(FallbackRoute.of(name, route, ResilienceBreaker.of(registry, breaker)));
				});
			}
			FilterRegistrationBean<FallbackFilter> registration = new FilterRegistrationBean<>(
					new FallbackFilter(routes, panics, properties.retryAfter().toSeconds()));
			// Inside the filter that answers what has nothing to fall back to.
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
			registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC);
			registration.setAsyncSupported(true);
			registration.setEnabled(!routes.isEmpty());
			return registration;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnAvailableEndpoint
		@ConditionalOnMissingBean
		PanicsEndpoint softlandingPanicsEndpoint(PanicsStatus status, PanicRecorder recorder) {
			return new PanicsEndpoint(status::status, recorder::recent);
		}

		@Bean
		@ConditionalOnAvailableEndpoint
		@ConditionalOnMissingBean
		ReadOnlyEndpoint softlandingReadOnlyEndpoint(ReadOnlyMode mode) {
			return new ReadOnlyEndpoint(mode);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		PanicMetrics softlandingPanicMetrics(PanicCounts counts, PanicWindow window, FleetExchange fleet,
				PanicReporters reporters) {
			return new PanicMetrics(counts, window, fleet, reporters);
		}

	}

}
