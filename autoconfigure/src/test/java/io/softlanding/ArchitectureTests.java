/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Configuration;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules of the house.
 */
@Tag("first-leg")
class ArchitectureTests {

	private static final String ROOT = "io.softlanding.";

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		// The servers of the tests are no part of the library.
		.withImportOption((location) -> !location.contains("/servers/"))
		.importPackages("io.softlanding");

	/** What a user may have or not, and how to recognise it. */
	private static final List<String> OPTIONAL = List.of("jakarta.servlet.", "org.apache.catalina.",
			"org.apache.coyote.", "org.apache.tomcat.", "io.micrometer.", "org.springframework.boot.actuate.",
			"org.springframework.web.", "org.springframework.boot.web.servlet.", "org.springframework.jdbc.",
			"org.springframework.transaction.", "org.postgresql.", "com.zaxxer.", "org.springframework.dao.",
			"org.springframework.data.", "com.github.benmanes.", "org.mariadb.", "com.mysql.", "io.lettuce.",
			"reactor.", "org.reactivestreams.", "io.netty.", "org.springframework.http.", "io.github.resilience4j.",
			"ch.qos.logback.", "org.apache.logging.", "org.springframework.cloud.", "com.netflix.",
			"org.springframework.kafka.", "org.apache.kafka.", "org.springframework.amqp.", "com.rabbitmq.",
			"org.springframework.jms.", "jakarta.jms.", "org.springframework.messaging.", "jakarta.websocket.",
			"org.springframework.batch.", "org.quartz.", "io.grpc.", "org.springframework.grpc.", "io.rsocket.");

	/**
	 * The layers, lowest first: a package uses those of lower layers, and those of its
	 * own layer if that is not the features'.
	 */
	private static final List<Set<String>> LAYERS = List.of(
			// The ground.
			Set.of("process", "time", "config", "text", "redis"),
			// What is known of the instance and of its work.
			Set.of("readiness", "inflight"),
			// The engine.
			Set.of("drain"),
			// What tells of it.
			Set.of("report"));

	/** What features may use of other features, as users do. */
	private static final Set<String> FOR_FEATURES = Set.of(ROOT + "signal.SignalAction", ROOT + "signal.SignalDelivery",
			ROOT + "panic.ReadOnlyListener", ROOT + "lock.Lease", ROOT + "lock.LeaseRegistry");

	@Test
	void productionClassesAreLookedAt() {
		assertThat(CLASSES).extracting(JavaClass::getSimpleName)
			.contains("DrainController", "SignalRegistrar", "InFlightFilter")
			.doesNotContain("ArchitectureTests", "FaultyApplication");
	}

	/** Also where it is the only one of this library: another one may be switched off. */
	@Test
	void autoConfigurationsHaveHintsForThePropertiesThatTheyBind() {
		classes().that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should(new ArchCondition<>("have hints for the properties that they bind") {

				@Override
				public void check(JavaClass configuration, ConditionEvents events) {
					Set<String> hints = configuration.tryGetAnnotationOfType(RegisterReflectionForBinding.class)
						.map((annotation) -> Stream.of(annotation.value()).map(Class::getName))
						.orElse(Stream.empty())
						.collect(Collectors.toSet());
					CLASSES.stream()
						.filter((one) -> (one.getName() + "$").startsWith(configuration.getName() + "$"))
						.flatMap((one) -> one.getMethodCallsFromSelf().stream())
						.filter((call) -> call.getName().equals("of")
								&& call.getTargetOwner().isAnnotatedWith(ConfigurationProperties.class)
								&& !hints.contains(call.getTargetOwner().getName()))
						.forEach((call) -> events.add(SimpleConditionEvent.violated(call, call.getDescription())));
				}

			})
			.check(CLASSES);
	}

	@Test
	void packagesUseLowerLayersOnly() {
		noClasses().that()
			.resideInAPackage(ROOT + "*..")
			.should(new ArchCondition<JavaClass>("depend on a package of a higher layer or on another feature") {

				@Override
				public void check(JavaClass type, ConditionEvents events) {
					type.getDirectDependenciesFromSelf()
						.stream()
						.filter((dependency) -> isForeign(type, dependency.getTargetClass()))
						.forEach((dependency) -> events
							.add(SimpleConditionEvent.satisfied(type, dependency.getDescription())));
				}

			})
			.check(CLASSES);
	}

	private static boolean isForeign(JavaClass type, JavaClass other) {
		String name = other.getPackageName();
		if (!name.startsWith(ROOT) || name.equals(type.getPackageName()) || FOR_FEATURES.contains(other.getName())) {
			return false;
		}
		int layer = layer(other);
		return layer == LAYERS.size() || layer > layer(type);
	}

	/** Features are the highest layer. */
	private static int layer(JavaClass type) {
		String name = type.getPackageName().substring(ROOT.length());
		for (int i = 0; i < LAYERS.size(); i++) {
			if (LAYERS.get(i).contains(name)) {
				return i;
			}
		}
		return LAYERS.size();
	}

	@Test
	void packagesHaveNoCycles() {
		slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void aPackageIsAFeature() {
		assertThat(CLASSES).extracting(JavaClass::getPackageName)
			.allMatch((name) -> name.matches("io\\.softlanding\\.[a-z]+"))
			.noneMatch((name) -> name.matches(".*\\.(impl|internal|support|utils?|common)"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "drain.Drain", "drain.DrainController", "drain.DrainAutoConfiguration",
			"readiness.ReadinessGate", "report.StatusDocument", "report.ExitReport", "report.LastExit",
			"signal.SignalRegistrar", "signal.SignalAutoConfiguration", "signal.ProcessSignals", "web.WebProperties",
			"cache.CachesParticipant", "cache.CacheProperties", "web.InFlightRequests", "web.QuietPeriodParticipant",
			"web.InFlightConfiguration", "transaction.TransactionProperties", "transaction.DatabaseDialect",
			"transaction.MySqlDialect", "reload.Reloader", "reload.SnapshotReader", "reload.SnapshotConfiguration",
			"reload.FileWatch", "reload.ReloadConfiguration", "reload.ReloadAutoConfiguration", "panic.PanicRecorder",
			"panic.PanicProperties", "panic.StandardClassifier", "work.WorkRegistry", "work.WorkProperties",
			"rehearsal.RehearsalAutoConfiguration", "rehearsal.RehearsalRunner", "discovery.DiscoveryAutoConfiguration",
			"discovery.DeregistrationParticipant", "messaging.MessagingConfiguration", "messaging.Listeners",
			"websocket.WebSocketAutoConfiguration", "websocket.SessionsParticipant" })
	void whatIsAlwaysLoadedNeedsNothingOptional(String name) {
		assertThat(optionalNeededBy(name)).isEmpty();
	}

	/** Proves that the rule above can see something. */
	@ParameterizedTest
	@CsvSource({ "drain.DrainMetrics, io.micrometer", "report.LogbackFlush, ch.qos.logback",
			"report.Log4j2Flush, org.apache.logging", "signal.SignalMetrics, io.micrometer",
			"report.ShutdownStatusEndpoint, org.springframework.boot.actuate", "web.InFlightFilter, jakarta.servlet",
			"web.TomcatServer, org.apache.catalina", "web.RouteInterceptor, org.springframework.web",
			"cache.WriteBehindCache, com.github.benmanes", "cache.JdbcVersionedStore, org.springframework.jdbc",
			"cache.RedisVersionedStore, org.springframework.data", "transaction.HikariPool, com.zaxxer",
			"transaction.PostgresDialect, org.postgresql", "reload.HikariListener, com.zaxxer",
			"reload.TomcatListener, org.apache.catalina", "reload.RedisCredentialsListener, io.lettuce",
			"reload.ReloadEndpoint, org.springframework.boot.actuate", "rehearsal.RehearsalMetrics, io.micrometer",
			"reload.ReloadMetrics, io.micrometer",
			"transaction.RootTransactionListener, org.springframework.transaction",
			"transaction.ConnectionTracking, org.springframework.jdbc", "panic.PanicFilter, jakarta.servlet",
			"work.WorkMetrics, io.micrometer", "web.RouteFilter, reactor.core", "web.NettyServer, io.netty",
			"web.ReactiveProbeFilter, org.springframework.http", "panic.FatalErrors, jakarta.servlet",
			"discovery.SpringCloudRegistrations, org.springframework.cloud",
			"discovery.EurekaRegistrations, com.netflix" })
	void whatIsOptionalIsRecognised(String name, String optional) {
		assertThat(optionalNeededBy(name)).anyMatch((type) -> type.startsWith(optional));
	}

	/** Follows dependencies, except into what is behind a condition on a class. */
	private static Set<String> optionalNeededBy(String name) {
		Set<String> optional = new TreeSet<>();
		Set<JavaClass> seen = new HashSet<>();
		Deque<JavaClass> open = new ArrayDeque<>(List.of(CLASSES.get(ROOT + name)));
		while (!open.isEmpty()) {
			JavaClass type = open.pop();
			if (!seen.add(type)) {
				continue;
			}
			type.getDirectDependenciesFromSelf().forEach((dependency) -> {
				JavaClass target = dependency.getTargetClass().getBaseComponentType();
				if (target.getName().startsWith(ROOT) && !target.isAnnotatedWith(ConditionalOnClass.class)) {
					open.add(target);
				}
				else if (OPTIONAL.stream().anyMatch(target.getName()::startsWith)) {
					optional.add(target.getName());
				}
			});
		}
		return optional;
	}

	@Test
	void everyNestedConfigurationIsBehindAConditionOnAClass() {
		classes().that()
			.areNestedClasses()
			.and()
			.areAnnotatedWith(Configuration.class)
			.should()
			.beAnnotatedWith(ConditionalOnClass.class)
			.check(CLASSES);
	}

	@Test
	void whatIsPublishedByAConfigurationBehindAConditionNeedsOnlyWhatIsConditionedOn() {
		CLASSES.stream()
			.filter((type) -> type.isNestedClass() && type.isAnnotatedWith(ConditionalOnClass.class))
			.forEach(
					(configuration) -> assertThat(configuration.getMethods()).as(configuration.getName()).isNotEmpty());
		noClasses().that()
			.haveSimpleNameEndingWith("AutoConfiguration")
			.should(new ArchCondition<JavaClass>("have methods that return what is optional") {

				@Override
				public void check(JavaClass type, ConditionEvents events) {
					boolean guarded = type.isAnnotatedWith(ConditionalOnClass.class);
					type.getMethods()
						.stream()
						.filter((method) -> !guarded
								&& OPTIONAL.stream().anyMatch(method.getRawReturnType().getName()::startsWith))
						.forEach((method) -> events.add(SimpleConditionEvent.satisfied(type, method.getDescription())));
				}

			})
			.check(CLASSES);
	}

	@Test
	void nothingIsAManager() {
		noFields().should().haveNameMatching("(?i).*manager").check(CLASSES);
		noClasses().should().haveSimpleNameEndingWith("Manager").check(CLASSES);
	}

	@Test
	void nothingStaticChanges() {
		fields().that().areStatic().should().beFinal().check(CLASSES);
	}

	/** A clock that is moved must not make a lease look valid. */
	@Test
	void leasesLookAtNoWallClock() {
		noClasses().that()
			.resideInAPackage(ROOT + "lock")
			.should()
			.callMethod(System.class, "currentTimeMillis")
			.orShould()
			.dependOnClassesThat()
			.haveFullyQualifiedName(Instant.class.getName())
			.orShould()
			.dependOnClassesThat()
			.haveFullyQualifiedName(Clock.class.getName())
			.check(CLASSES);
	}

	@Test
	void onlySignalsAreSharedByTheWholeProcess() {
		noFields().that()
			.areStatic()
			.and()
			.areNotDeclaredIn(ROOT + "signal.ProcessSignals")
			.should()
			.haveRawType(DescribedPredicate.describe("something that changes",
					(type) -> type.isAssignableTo(Executor.class) || type.isAssignableTo(Thread.class)
							|| type.isAssignableTo(ThreadLocal.class)
							|| type.getPackageName().startsWith("java.util.concurrent.atomic")
							|| type.getPackageName().equals("java.util.concurrent")
									&& !type.getSimpleName().equals("TimeUnit")
							|| type.getName().matches("java\\.util\\.\\w*(HashMap|ArrayList|HashSet|TreeMap)")
							|| type.getName().startsWith(ROOT + "signal.ProcessSignals")))
			.check(CLASSES);
	}

}
