/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.test;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.conditions.ArchConditions;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/**
 * Rules for ArchUnit about code that a drain cannot end well. They need
 * {@code com.tngtech.archunit:archunit} on the test class path.
 *
 * @since 0.1.0
 */
public final class DrainRules {

	/**
	 * No code but that of {@code main} ends the process, which it would in the middle of
	 * other requests.
	 */
	public static final ArchRule NO_EXIT = noClasses()
		.should(access("end the process",
				(access) -> target(access, "java.lang.(System|Runtime)", "exit|halt")
						&& !access.getOrigin().getName().equals("main")))
		.because("a request that ends the process cuts others, and a signal ends it with a drain")
		.allowEmptyShould(true);

	/**
	 * Executors are beans of a type whose tasks are counted, and nothing else starts
	 * threads.
	 */
	public static final ArchRule NO_UNOBSERVED_EXECUTORS = noClasses()
		.should(access("start threads that a drain does not know",
				(access) -> startsThreads(access) && !isExecutorBean(access.getOrigin()) || isUncounted(access)))
		.because("a drain waits for tasks of executors that are beans and have counters")
		.allowEmptyShould(true);

	/**
	 * Methods that Spring calls while it closes the context, and methods of the same
	 * class that they call, do not wait.
	 */
	public static final ArchRule NO_BLOCKING_PRE_DESTROY = methods()
		.that(DescribedPredicate.describe("are called when the context is closed", DrainRules::isCalledAtTheEnd))
		.should(new NotBlock())
		.because("whatever is destroyed afterwards has less time; wait in a DrainParticipant, which has a deadline")
		.allowEmptyShould(true);

	/**
	 * Clients for HTTP and sockets have timeouts, set in the method that creates the
	 * client.
	 */
	public static final ArchRule NO_CLIENT_WITHOUT_TIMEOUT = noClasses()
		.should(access("create a client without a timeout", DrainRules::hasNoTimeout))
		.because("a request that waits for a server without a limit outlives the time of a drain")
		.allowEmptyShould(true);

	private static final String NEW = "<init>";

	/** What creates a client, and what has to be called in the same method. */
	private static final List<Client> CLIENTS = List.of(
			new Client("org.springframework.web.client.RestTemplate", NEW, true, ""),
			new Client("org.springframework.web.client.RestClient", "create", false, ""),
			new Client("org.springframework.web.reactive.function.client.WebClient", "create", false, ""),
			new Client("org.springframework.http.client.(Simple|Jdk|HttpComponents)ClientHttpRequestFactory", NEW, true,
					"setReadTimeout"),
			new Client("org.apache.(hc.client5.http.impl.classic|http.impl.client).HttpClients", "createDefault", false,
					""),
			new Client("java.net.http.HttpClient", "newHttpClient", false, ""),
			new Client("java.net.http.HttpClient\\$Builder", "build", false, "connectTimeout"),
			new Client("java.net.http.HttpRequest\\$Builder", "build", false, "timeout"),
			new Client("java.net.URL", "openStream|getContent", false, ""),
			new Client("java.net.URL", "openConnection", false, "setReadTimeout"));

	private static final List<String> BLOCKING = List.of("java.lang.Thread#sleep|join|onSpinWait",
			"java.lang.Object#wait", "java.lang.Process#waitFor",
			"java.util.concurrent.(CountDownLatch|CyclicBarrier|locks.Condition)#await.*",
			"java.util.concurrent.Semaphore#acquire.*", "java.util.concurrent.Phaser#.*await.*",
			"java.util.concurrent.(Future|CompletableFuture)#get|join",
			"java.util.concurrent.(BlockingQueue|BlockingDeque|TransferQueue)#take|put|transfer",
			"java.util.concurrent.ExecutorService#awaitTermination|invokeAll|invokeAny|close",
			"java.util.concurrent.ForkJoinPool#awaitQuiescence", "java.util.concurrent.locks.LockSupport#park.*",
			"java.util.concurrent.locks.Lock#lock|lockInterruptibly");

	private DrainRules() {
	}

	/**
	 * Returns all rules as one.
	 * @return a rule that is violated if one of them is
	 */
	public static ArchRule all() {
		return CompositeArchRule.of(NO_EXIT)
			.and(NO_UNOBSERVED_EXECUTORS)
			.and(NO_BLOCKING_PRE_DESTROY)
			.and(NO_CLIENT_WITHOUT_TIMEOUT);
	}

	/** How a client is created. */
	private record Client(String owner, String creator, boolean withoutArguments, String timeout) {

		boolean lacksTimeout(JavaAccess<?> access) {
			return target(access, this.owner, this.creator)
					&& (!this.withoutArguments || access.getDescription().contains(NEW + "()"))
					&& (this.timeout.isEmpty() || access.getOrigin()
						.getAccessesFromSelf()
						.stream()
						.noneMatch((other) -> other.getName().equals(this.timeout)));
		}

	}

	private static ArchCondition<JavaClass> access(String description, Predicate<JavaAccess<?>> predicate) {
		return ArchConditions.accessTargetWhere(DescribedPredicate.describe(description, predicate)).as(description);
	}

	/** Whether a class, or a type that it extends, and a name are meant. */
	private static boolean target(JavaAccess<?> access, String owner, String name) {
		JavaClass type = access.getTargetOwner();
		return access.getName().matches(name) && Stream
			.concat(Stream.of(type),
					Stream.concat(type.getAllRawSuperclasses().stream(), type.getAllRawInterfaces().stream()))
			.anyMatch((one) -> one.getName().matches(owner));
	}

	private static boolean startsThreads(JavaAccess<?> access) {
		return target(access, "java.util.concurrent.Executors", "new.*")
				|| access.getName().equals(NEW) && isThreads(access.getTargetOwner())
						&& !access.getOriginOwner().isAssignableTo(access.getTargetOwner().getName())
				|| target(access, "java.lang.Thread", "startVirtualThread|ofVirtual|ofPlatform")
				|| target(access, "java.util.concurrent.CompletionStage|java.util.concurrent.CompletableFuture",
						".*Async") && !access.getDescription().contains("Executor)")
				|| target(access, "java.util.Collection|java.util.stream.BaseStream", "parallel(Stream)?");
	}

	private static boolean isThreads(JavaClass type) {
		return type.isAssignableTo("java.lang.Thread") || type.isAssignableTo("java.util.Timer")
				|| type.isAssignableTo("java.util.concurrent.Executor");
	}

	private static boolean isUncounted(JavaAccess<?> access) {
		return target(access, "java.util.concurrent.Executors",
				"newSingleThread.*|newVirtualThreadPerTaskExecutor|newThreadPerTaskExecutor|unconfigurable.*");
	}

	private static boolean isExecutorBean(JavaCodeUnit origin) {
		return origin.isMetaAnnotatedWith("org.springframework.context.annotation.Bean")
				&& origin.getRawReturnType().isAssignableTo("java.util.concurrent.Executor");
	}

	private static boolean isCalledAtTheEnd(JavaMethod method) {
		return method.isAnnotatedWith("jakarta.annotation.PreDestroy")
				|| method.getName().equals("destroy") && method.getRawParameterTypes().isEmpty()
						&& method.getOwner().isAssignableTo("org.springframework.beans.factory.DisposableBean")
				|| method.isMetaAnnotatedWith("org.springframework.context.event.EventListener") && Stream
					.concat(method.getRawParameterTypes().stream(), classesOfAnnotations(method))
					.anyMatch((type) -> type.getName().equals("org.springframework.context.event.ContextClosedEvent"));
	}

	private static Stream<JavaClass> classesOfAnnotations(JavaMethod method) {
		return method.getAnnotations()
			.stream()
			.flatMap((annotation) -> annotation.getProperties().values().stream())
			.flatMap((value) -> (value instanceof JavaClass[] classes) ? Stream.of(classes) : Stream.of());
	}

	private static boolean hasNoTimeout(JavaAccess<?> access) {
		boolean socket = target(access, "java.net.Socket", NEW) && !access.getDescription().contains(NEW + "()")
				&& !access.getOriginOwner().isAssignableTo("java.net.Socket");
		return socket || CLIENTS.stream().anyMatch((client) -> client.lacksTimeout(access));
	}

	private static boolean blocks(JavaAccess<?> access) {
		return BLOCKING.stream().map((one) -> one.split("#")).anyMatch((one) -> target(access, one[0], one[1]));
	}

	/** Follows calls inside of the class. */
	private static final class NotBlock extends ArchCondition<JavaMethod> {

		NotBlock() {
			super("not wait");
		}

		@Override
		public void check(JavaMethod method, ConditionEvents events) {
			Set<JavaCodeUnit> seen = new HashSet<>();
			Deque<JavaCodeUnit> open = new ArrayDeque<>(List.of(method));
			while (!open.isEmpty()) {
				JavaCodeUnit next = open.remove();
				if (!seen.add(next)) {
					continue;
				}
				for (JavaAccess<?> access : next.getAccessesFromSelf()) {
					if (blocks(access)) {
						events.add(SimpleConditionEvent.violated(method,
								method.getFullName() + " waits: " + access.getDescription()));
					}
					if (access.getTargetOwner().equals(method.getOwner())) {
						method.getOwner()
							.getCodeUnits()
							.stream()
							.filter((unit) -> unit.getName().equals(access.getName()))
							.forEach(open::add);
					}
				}
			}
		}

	}

}
