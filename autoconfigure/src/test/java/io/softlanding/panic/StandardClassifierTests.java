package io.softlanding.panic;

import java.io.IOException;
import java.net.ConnectException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;

import org.apache.catalina.connector.ClientAbortException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.mock.http.MockHttpInputMessage;
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
		assertThat(this.classifier.classify(new IOException("disk full"))).isEqualTo(PanicClassification.ERROR);
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
		assertThat(OldGeneration.find().getAsDouble()).isBetween(0.0, 1.0);
	}

	private PanicClassification heap() {
		return this.classifier.classify(new OutOfMemoryError("Java heap space"));
	}

}
