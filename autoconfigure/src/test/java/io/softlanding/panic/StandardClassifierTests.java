/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import java.sql.SQLException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.catalina.connector.ClientAbortException;
import org.eclipse.jetty.io.EofException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;
import reactor.netty.channel.AbortedException;

import org.springframework.core.task.TaskRejectedException;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.mock.http.MockHttpInputMessage;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StandardClassifier} and {@link HeapExhaustion}.
 */
class StandardClassifierTests {

	private final PanicFixtures fixtures = new PanicFixtures();

	private final StandardClassifier classifier = this.fixtures.standard(false);

	@Test
	void aBugIsAnError() {
		assertThat(this.classifier.classify(new NullPointerException())).isEqualTo(PanicClassification.ERROR);
		assertThat(this.classifier.classify(new StackOverflowError())).isEqualTo(PanicClassification.ERROR);
		assertThat(this.classifier.classify(new NoClassDefFoundError())).isEqualTo(PanicClassification.ERROR);
	}

	@Test
	void aCallerThatWentAwayIsIgnored() {
		assertThat(this.classifier.classify(new ClientAbortException())).isEqualTo(PanicClassification.CLIENT_GONE);
	}

	/** Known by its stack: it has the message of any connection. */
	@ParameterizedTest
	@ValueSource(strings = { "org.apache.tomcat.util.net.NioChannel", "org.eclipse.jetty.server.HttpInput",
			"io.undertow.servlet.spec.ServletOutputStreamImpl" })
	void aConnectionOfTheServerThatBreaksIsTheEndOfTheClient(String server) {
		SocketException reset = new SocketException("Connection reset");
		reset.setStackTrace(
				new StackTraceElement[] { new StackTraceElement("sun.nio.ch.SocketChannelImpl", "read", null, 1),
						new StackTraceElement(server, "read", null, 1),
						new StackTraceElement("shop.Controller", "upload", null, 1) });
		assertThat(this.classifier.classify(reset)).isEqualTo(PanicClassification.CLIENT_GONE);
		assertThat(this.classifier.classify(new IllegalStateException(reset)))
			.isEqualTo(PanicClassification.CLIENT_GONE);
		assertThat(this.classifier.classify(new SocketException("Connection reset"))).as("of the application")
			.isEqualTo(PanicClassification.ERROR);
	}

	@Test
	void anUnreadableRequestIsExpectedUnlessItIsOneOfOurs() {
		HttpMessageNotReadableException unreadable = new HttpMessageNotReadableException("x",
				new MockHttpInputMessage(new byte[0]));
		assertThat(this.classifier.classify(unreadable)).isEqualTo(PanicClassification.BAD_REQUEST);
		assertThat(this.classifier.classify(new IllegalStateException(unreadable)))
			.isEqualTo(PanicClassification.ERROR);
	}

	@Test
	void aDependencyThatIsDownIsUnavailableHoweverDeepItIs() {
		assertThat(this.classifier.classify(new IllegalStateException(new ConnectException())))
			.isEqualTo(PanicClassification.UNAVAILABLE);
		assertThat(this.classifier
			.classify(new CannotGetJdbcConnectionException("x", new SQLTransientConnectionException())))
			.isEqualTo(PanicClassification.UNAVAILABLE);
		assertThat(this.classifier.classify(new RejectedExecutionException()))
			.isEqualTo(PanicClassification.UNAVAILABLE);
	}

	@Test
	void whatADrainRefusesIsIgnored() {
		this.fixtures.draining = true;
		assertThat(this.classifier.classify(new RejectedExecutionException())).isEqualTo(PanicClassification.REFUSED);
		assertThat(this.classifier.classify(new InterruptedException())).isEqualTo(PanicClassification.REFUSED);
		assertThat(this.classifier.classify(new IllegalStateException(new TaskRejectedException("full"))))
			.isEqualTo(PanicClassification.REFUSED);
		assertThat(this.classifier.classify(new UncheckedIOException(new ClosedByInterruptException())))
			.isEqualTo(PanicClassification.REFUSED);
		assertThat(this.classifier.classify(new ResourceAccessException("down", new SocketTimeoutException())))
			.as("not of the drain")
			.isEqualTo(PanicClassification.UNAVAILABLE);
		QueryTimeoutException cancelled = new QueryTimeoutException("", new SQLException("", "57014"));
		assertThat(this.classifier.classify(cancelled)).isEqualTo(PanicClassification.REFUSED);
		this.fixtures.draining = false;
		assertThat(this.classifier.classify(cancelled)).isEqualTo(PanicClassification.UNAVAILABLE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "io.softlanding.lock.LeaseRefusedException",
			"io.softlanding.transaction.TransactionRefusedException",
			"io.softlanding.transaction.TransactionDoomedException", "io.softlanding.cache.CacheClosedException",
			"io.softlanding.cache.CacheReadOnlyException" })
	void whatALibraryOfTheDrainRefusesIsIgnored(String type) throws Exception {
		Throwable refusal = (Throwable) Mockito.mock(Class.forName(type));
		assertThat(this.classifier.classify(new IllegalStateException(refusal))).isEqualTo(PanicClassification.REFUSED);
		assertThat(this.classifier.classify(new DataAccessResourceFailureException("refused", refusal)))
			.isEqualTo(PanicClassification.REFUSED);
	}

	@Test
	void anEmptyResultIsABugUnlessTheUserSaysOtherwise() {
		EmptyResultDataAccessException empty = new EmptyResultDataAccessException(1);
		assertThat(this.classifier.classify(empty)).isEqualTo(PanicClassification.ERROR);
		assertThat(this.fixtures.standard(true).classify(empty)).isEqualTo(PanicClassification.NOT_FOUND);
	}

	@Test
	void aBrokenMachineIsFatal() {
		assertThat(this.classifier.classify(new InternalError())).isEqualTo(PanicClassification.FATAL);
		assertThat(this.classifier.classify(new OutOfMemoryError("Metaspace"))).isEqualTo(PanicClassification.FATAL);
		assertThat(this.classifier.classify(new OutOfMemoryError("Compressed class space")))
			.isEqualTo(PanicClassification.FATAL);
		assertThat(this.classifier.classify(new IllegalStateException(new InternalError())))
			.isEqualTo(PanicClassification.FATAL);
	}

	@Test
	void aStatusThatCannotBeToldHidesNothing() {
		StandardClassifier unable = new StandardClassifier(new HeapExhaustion(() -> 0.5), (error) -> {
			throw new OutOfMemoryError("Java heap space");
		}, () -> false, false);
		assertThat(unable.classify(new InternalError())).isEqualTo(PanicClassification.FATAL);
		assertThat(unable.classify(new IllegalStateException())).isEqualTo(PanicClassification.ERROR);
		assertThat(unable.classify(new ConnectException())).isEqualTo(PanicClassification.UNAVAILABLE);
	}

	@Test
	void requestsThatAskForTooMuchAreNotHoweverOften() {
		for (int i = 0; i < 3; i++) {
			assertThat(heap()).isEqualTo(PanicClassification.ERROR);
		}
	}

	@Test
	void aHeapThatTheCollectorCannotEmptyIs() {
		this.fixtures.occupancy = 0.91;
		assertThat(heap()).isEqualTo(PanicClassification.FATAL);
	}

	@Test
	void theSameErrorIsTheSameLater() {
		OutOfMemoryError error = new OutOfMemoryError("Java heap space");
		assertThat(this.classifier.classify(error)).isEqualTo(PanicClassification.ERROR);
		this.fixtures.occupancy = 0.91;
		assertThat(this.classifier.classify(error)).isEqualTo(PanicClassification.ERROR);
		assertThat(heap()).isEqualTo(PanicClassification.FATAL);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = {
					"Cannot reserve 65536 bytes of direct buffer memory (allocated: 33550000, limit: 33554432) | FATAL",
					"Cannot reserve 67108864 bytes of direct buffer memory (allocated: 16384, limit: 33554432) | ERROR",
					"failed to allocate 4194304 byte(s) of direct memory (used: 66060295, max: 67108864) | FATAL",
					"failed to allocate 99999999 byte(s) of direct memory (used: 4194304, max: 67108864) | ERROR",
					"Direct buffer memory | ERROR" })
	void directMemoryThatIsExhaustedIs(String message, PanicSeverity severity) {
		assertThat(this.classifier.classify(new OutOfMemoryError(message)).severity()).isEqualTo(severity);
		assertThat(this.classifier.classify(new OutOfMemoryError(message)).severity()).as("again").isEqualTo(severity);
	}

	@Test
	void clientsThatWentAwayAndCancelledWorkAreIgnored() {
		assertThat(this.classifier.classify(new IOException("Broken pipe"))).isEqualTo(PanicClassification.CLIENT_GONE);
		assertThat(this.classifier.classify(new IOException("Connection reset by peer")))
			.isEqualTo(PanicClassification.CLIENT_GONE);
		assertThat(this.classifier.classify(new CancellationException())).isEqualTo(PanicClassification.CLIENT_GONE);
		assertThat(this.classifier.classify(new AsyncRequestNotUsableException("gone", new IOException())))
			.isEqualTo(PanicClassification.CLIENT_GONE);
		assertThat(this.classifier.classify(new AbortedException("Connection has been closed")))
			.isEqualTo(PanicClassification.CLIENT_GONE);
		assertThat(this.classifier.classify(new EofException())).isEqualTo(PanicClassification.CLIENT_GONE);
		assertThat(this.classifier.classify(new HttpMessageNotWritableException("x", new IOException("Broken pipe"))))
			.isEqualTo(PanicClassification.CLIENT_GONE);
		assertThat(this.classifier.classify(new IOException("disk full"))).isEqualTo(PanicClassification.ERROR);
		assertThat(this.classifier.classify(new IllegalStateException(new IOException("Broken pipe"))))
			.as("may be a connection of ours")
			.isEqualTo(PanicClassification.ERROR);
	}

	@Test
	void anArrayThatNoHeapCouldHoldNeverIs() {
		this.fixtures.occupancy = 0.99;
		for (int i = 0; i < 3; i++) {
			assertThat(this.classifier.classify(new OutOfMemoryError("Requested array size exceeds VM limit")))
				.isEqualTo(PanicClassification.ERROR);
			assertThat(this.classifier.classify(new OutOfMemoryError("unable to create native thread")))
				.isEqualTo(PanicClassification.ERROR);
		}
	}

	@Test
	void theOldGenerationOfThisProcessIsFound() {
		assertThat(new HeapExhaustion.OldGeneration().getAsDouble()).isBetween(0.0, 1.0);
	}

	private PanicClassification heap() {
		return this.classifier.classify(new OutOfMemoryError("Java heap space"));
	}

	/** Its stack is read between the verdict and what is remembered of it. */
	@Test
	void theVerdictOfOneErrorIsNotThatOfAnother() {
		AtomicReference<Double> occupied = new AtomicReference<>(0.99);
		HeapExhaustion heap = new HeapExhaustion(occupied::get);
		OutOfMemoryError other = new OutOfMemoryError("Java heap space");
		@SuppressWarnings("serial")
		OutOfMemoryError full = new OutOfMemoryError("Java heap space") {

			@Override
			public StackTraceElement[] getStackTrace() {
				occupied.set(0.1);
				assertThat(heap.classify(other)).isEqualTo(PanicClassification.ERROR);
				return super.getStackTrace();
			}

		};
		assertThat(heap.classify(full)).isEqualTo(PanicClassification.FATAL);
		assertThat(heap.classify(full)).isEqualTo(PanicClassification.FATAL);
		assertThat(heap.classify(other)).isEqualTo(PanicClassification.ERROR);
	}

}
