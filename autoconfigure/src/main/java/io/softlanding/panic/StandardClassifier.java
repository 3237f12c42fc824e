/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;

import io.softlanding.drain.DrainRefusal;
import org.jspecify.annotations.Nullable;

/**
 * Built-in rules. Classes of optional libraries are known by their names.
 */
final class StandardClassifier {

	private static final List<String> CLIENT_GONE = List.of("java.util.concurrent.CancellationException",
			"org.apache.catalina.connector.ClientAbortException", "org.eclipse.jetty.io.EofException",
			"org.springframework.web.context.request.async.AsyncRequestNotUsableException",
			"reactor.netty.channel.AbortedException", "reactor.core.Exceptions$CancelException",
			"java.lang.ThreadDeath");

	/** What ends work while this instance drains. */
	private static final List<Class<? extends Throwable>> ENDED = List.of(InterruptedException.class,
			InterruptedIOException.class, ClosedByInterruptException.class, RejectedExecutionException.class);

	/**
	 * SQL states of statements and sessions that were ended: of PostgreSQL and H2, and of
	 * MySQL and MariaDB.
	 */
	private static final Set<String> STATEMENT_ENDED = Set.of("57014", "57P01", "70100");

	private static final List<String> BAD_REQUEST = List.of(
			"org.springframework.http.converter.HttpMessageNotReadableException",
			"org.springframework.web.bind.ServletRequestBindingException",
			"org.springframework.validation.BindException",
			"org.springframework.security.web.firewall.RequestRejectedException",
			"org.apache.tomcat.util.http.InvalidParameterException");

	private static final List<String> UNAVAILABLE = List.of("java.net.ConnectException",
			"java.net.NoRouteToHostException", "java.net.UnknownHostException", "java.net.SocketTimeoutException",
			"java.net.http.HttpTimeoutException", "java.sql.SQLTransientConnectionException",
			"java.sql.SQLNonTransientConnectionException", "java.sql.SQLTimeoutException",
			"java.util.concurrent.RejectedExecutionException",
			"org.springframework.dao.DataAccessResourceFailureException",
			"org.springframework.dao.TransientDataAccessResourceException",
			"org.springframework.dao.QueryTimeoutException",
			"org.springframework.transaction.CannotCreateTransactionException",
			"org.springframework.web.client.ResourceAccessException", "io.lettuce.core.RedisConnectionException",
			"io.lettuce.core.RedisCommandTimeoutException", "redis.clients.jedis.exceptions.JedisConnectionException",
			"io.github.resilience4j.circuitbreaker.CallNotPermittedException",
			"io.github.resilience4j.bulkhead.BulkheadFullException",
			"io.github.resilience4j.ratelimiter.RequestNotPermitted");

	/** Where servers read and write. */
	private static final List<String> SERVERS = List.of("org.apache.coyote.", "org.apache.tomcat.util.net.",
			"org.apache.catalina.connector.", "org.eclipse.jetty.server.", "org.eclipse.jetty.ee10.",
			"io.undertow.servlet.spec.", "io.undertow.server.", "org.xnio.");

	private static final String NOT_WRITABLE = "org.springframework.http.converter.HttpMessageNotWritableException";

	private static final String EMPTY_RESULT = "org.springframework.dao.EmptyResultDataAccessException";

	private final HeapExhaustion heap;

	private final ToIntFunction<Throwable> declaredStatus;

	private final BooleanSupplier draining;

	private final ClassValue<Optional<PanicClassification>> byType;

	/** Creates the rules; the declared status of an error is 0 if there is none. */
	StandardClassifier(HeapExhaustion heap, ToIntFunction<Throwable> declaredStatus, BooleanSupplier draining,
			boolean emptyResultIsNotFound) {
		this.heap = heap;
		this.declaredStatus = declaredStatus;
		this.draining = draining;
		Map<String, PanicClassification> rules = new HashMap<>();
		CLIENT_GONE.forEach((name) -> rules.put(name, PanicClassification.CLIENT_GONE));
		BAD_REQUEST.forEach((name) -> rules.put(name, PanicClassification.BAD_REQUEST));
		UNAVAILABLE.forEach((name) -> rules.put(name, PanicClassification.UNAVAILABLE));
		if (emptyResultIsNotFound) {
			rules.put(EMPTY_RESULT, PanicClassification.NOT_FOUND);
		}
		this.byType = new ClassValue<>() {

			@Override
			protected Optional<PanicClassification> computeValue(Class<?> type) {
				for (Class<?> ancestor = type; ancestor != null; ancestor = ancestor.getSuperclass()) {
					PanicClassification rule = rules.get(ancestor.getName());
					if (rule != null) {
						return Optional.of(rule);
					}
				}
				return Optional.empty();
			}

		};
	}

	/** Errors of the virtual machine first: they may leave no memory for more. */
	PanicClassification classify(Throwable error) {
		PanicClassification fault = classifyFault(error);
		return (fault != null) ? fault : classifyOther(error);
	}

	/** Classifies an error of the virtual machine, or one that was caused by it. */
	@Nullable PanicClassification classifyFault(Throwable error) {
		Throwable member = error;
		for (int depth = 0; depth < ErrorChain.DEEPEST && member != null; depth++) {
			if (member instanceof OutOfMemoryError exhausted) {
				return this.heap.classify(exhausted);
			}
			if (member instanceof VirtualMachineError) {
				return (member instanceof StackOverflowError) ? PanicClassification.ERROR : PanicClassification.FATAL;
			}
			member = ErrorChain.causeOf(member);
		}
		return null;
	}

	private PanicClassification classifyOther(Throwable error) {
		int status = declaredStatus(error);
		if (status >= 400 && status < 600) {
			return declared(status);
		}
		List<Throwable> chain = ErrorChain.of(error);
		if (isBrokenConnection(chain)) {
			return PanicClassification.CLIENT_GONE;
		}
		if (chain.stream().anyMatch(DrainRefusal.class::isInstance)
				|| this.draining.getAsBoolean() && chain.stream().anyMatch(StandardClassifier::isEnded)) {
			return PanicClassification.REFUSED;
		}
		for (int i = 0; i < chain.size(); i++) {
			PanicClassification rule = this.byType.get(chain.get(i).getClass()).orElse(null);
			// A bad request deep inside is one that this application has sent.
			if (rule != null && (i == 0 || rule.severity() != PanicSeverity.EXPECTED)) {
				return rule;
			}
		}
		return PanicClassification.ERROR;
	}

	private static boolean isEnded(Throwable error) {
		if (error instanceof SQLException statement) {
			return STATEMENT_ENDED.contains(String.valueOf(statement.getSQLState()));
		}
		return ENDED.stream().anyMatch((type) -> type.isInstance(error)) && !(error instanceof SocketTimeoutException);
	}

	/**
	 * Whether the connection of the client is broken. Some servers have no exception of
	 * their own for that, and other connections break with the same message.
	 */
	private static boolean isBrokenConnection(List<Throwable> chain) {
		Throwable error = chain.get(0);
		boolean writing = error instanceof UncheckedIOException || error.getClass().getName().equals(NOT_WRITABLE);
		for (Throwable member : chain) {
			if (!(member instanceof IOException)) {
				continue;
			}
			String message = (member == error || writing) ? ErrorChain.messageOf(member) : null;
			if (isOfServer(member) || message != null
					&& (message.contains("Broken pipe") || message.contains("Connection reset by peer"))) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Whether the server has thrown an error, while it read from or wrote to a client.
	 */
	private static boolean isOfServer(Throwable error) {
		for (StackTraceElement frame : ErrorChain.stackOf(error)) {
			String name = frame.getClassName();
			if (!name.startsWith("java.") && !name.startsWith("sun.") && !name.startsWith("jdk.")) {
				return SERVERS.stream().anyMatch(name::startsWith);
			}
		}
		return false;
	}

	/** The application's own code may run here. */
	private int declaredStatus(Throwable error) {
		try {
			return this.declaredStatus.applyAsInt(error);
		}
		catch (Throwable ex) {
			return 0;
		}
	}

	private static PanicClassification declared(int status) {
		PanicSeverity severity = (status < 500) ? PanicSeverity.EXPECTED
				: (status == 503) ? PanicSeverity.UNAVAILABLE : PanicSeverity.ERROR;
		return new PanicClassification(severity, status);
	}

}
