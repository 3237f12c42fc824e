package io.softlanding.web;

import java.time.Duration;

import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.Platform;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link QuietPeriodParticipant}.
 */
class QuietPeriodParticipantTests {

	private static final QuietPeriod DEFAULT = new QuietPeriod(Duration.ZERO, Duration.ofSeconds(1),
			Duration.ofSeconds(10));

	private final FakeClock clock = new FakeClock();

	private final InFlightRequests requests = new InFlightRequests(this.clock);

	private final Probes probes = new Probes(this.clock);

	private final StubDrainContext context = new StubDrainContext();

	private final long start = this.clock.nanoTime();

	@BeforeEach
	void aServiceThatIsUsedAndProbed() {
		arrive();
		this.probes.seen();
		this.requests.announce();
	}

	@Test
	void runsInItsPhaseUnderItsName() {
		QuietPeriodParticipant participant = participant(DEFAULT, Platform.NONE);
		assertThat(participant.name()).isEqualTo("quiet-period");
		assertThat(participant.phase()).isEqualTo(DrainPhase.QUIET_PERIOD);
	}

	@Test
	void isSkippedWhenNoRequestWasEverServed() throws Exception {
		InFlightRequests unused = new InFlightRequests(this.clock);
		unused.announce();
		DrainResult result = new QuietPeriodParticipant(DEFAULT, unused, this.probes, Platform.KUBERNETES, this.clock)
			.drain(this.context);
		skipped(result, "No request was ever served");
	}

	@Test
	void isSkippedWhenTheProcessLivesOn() throws Exception {
		skipped(drain(DEFAULT, Platform.KUBERNETES, this.context.exiting(false)),
				"Only the application context is closed");
	}

	@Test
	void isSkippedWhenNobodyHasProbedInTheLastMinute() throws Exception {
		this.clock.advance(Duration.ofMinutes(1));
		DrainResult result = participant(DEFAULT, Platform.NONE).drain(this.context);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.SKIPPED);
		assertThat(result.summary()).isEqualTo("Nobody asked for readiness in the last minute");
	}

	@Test
	void isNotSkippedWhenThePlatformRoutesWithoutProbes() throws Exception {
		this.clock.advance(Duration.ofMinutes(1));
		this.requests.announce();
		assertThat(participant(DEFAULT, Platform.CLOUD).drain(this.context).outcome())
			.isEqualTo(DrainOutcome.COMPLETED);
	}

	@Test
	void isOverOnceNothingHasArrivedForTheSettleTime() throws Exception {
		DrainResult result = drain(DEFAULT, Platform.NONE, this.context);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.COMPLETED);
		assertThat(result.summary()).isEqualTo("No request arrived for 1s");
		took(Duration.ofSeconds(1));
		assertThat(this.clock.sleeps()).isEqualTo(1);
	}

	@Test
	void arrivalsProlongIt() throws Exception {
		this.clock.at(Duration.ofMillis(900), this::arrive);
		this.clock.at(Duration.ofMillis(1700), this::arrive);
		assertThat(drain(DEFAULT, Platform.NONE, this.context).outcome()).isEqualTo(DrainOutcome.COMPLETED);
		took(Duration.ofMillis(2700));
	}

	@Test
	void whatArrivedAfterTheSettleTimeDoesNotProlongIt() throws Exception {
		this.clock.at(Duration.ofMillis(1100), this::arrive);
		assertThat(drain(DEFAULT, Platform.NONE, this.context).outcome()).isEqualTo(DrainOutcome.COMPLETED);
		took(Duration.ofSeconds(1));
	}

	@Test
	void isNeverShorterThanMin() throws Exception {
		QuietPeriod period = new QuietPeriod(Duration.ofSeconds(4), Duration.ofSeconds(1), Duration.ofSeconds(10));
		assertThat(drain(period, Platform.NONE, this.context).outcome()).isEqualTo(DrainOutcome.COMPLETED);
		took(Duration.ofSeconds(4));
	}

	@Test
	void isNeverLongerThanMax() throws Exception {
		for (int i = 1; i < 40; i++) {
			this.clock.at(Duration.ofMillis(500 * i), this::arrive);
		}
		DrainResult result = drain(DEFAULT, Platform.NONE, this.context);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		assertThat(result.summary()).isEqualTo("Cut after 10s, before no request had arrived for long enough");
		took(Duration.ofSeconds(10));
		assertThat(this.context.lines()).containsExactly("serving until no request has arrived for 1s");
	}

	@Test
	void isNeverLongerThanThePhaseHas() throws Exception {
		for (int i = 1; i < 40; i++) {
			this.clock.at(Duration.ofMillis(500 * i), this::arrive);
		}
		this.context.remaining(() -> Duration.ofSeconds(3).minus(this.clock.since(this.start)));
		assertThat(drain(DEFAULT, Platform.NONE, this.context).outcome()).isEqualTo(DrainOutcome.PARTIAL);
		took(Duration.ofSeconds(3));
	}

	@Test
	void doesNotSpeakOfRequestsWhenItWasCutWithoutAny() throws Exception {
		QuietPeriod period = new QuietPeriod(Duration.ofSeconds(3), Duration.ofSeconds(1), Duration.ofSeconds(10));
		this.context.remaining(() -> Duration.ofSeconds(2).minus(this.clock.since(this.start)));
		DrainResult result = drain(period, Platform.KUBERNETES, this.context);
		assertThat(result.outcome()).isEqualTo(DrainOutcome.PARTIAL);
		took(Duration.ofSeconds(2));
		assertThat(result.summary()).doesNotContain("still arrived");
	}

	@Test
	void takesNoTimeWhenNothingIsToBeWaitedFor() throws Exception {
		QuietPeriod none = new QuietPeriod(Duration.ZERO, Duration.ZERO, Duration.ZERO);
		assertThat(drain(none, Platform.NONE, this.context).outcome()).isEqualTo(DrainOutcome.COMPLETED);
		took(Duration.ZERO);
	}

	private void arrive() {
		this.requests.finish(this.requests.start("GET", "/"));
	}

	private void skipped(DrainResult result, String why) {
		assertThat(result.outcome()).isEqualTo(DrainOutcome.SKIPPED);
		assertThat(result.summary()).isEqualTo(why);
		took(Duration.ZERO);
	}

	private void took(Duration duration) {
		assertThat(this.clock.since(this.start)).isEqualTo(duration);
	}

	private DrainResult drain(QuietPeriod period, Platform platform, StubDrainContext context) throws Exception {
		return participant(period, platform).drain(context);
	}

	private QuietPeriodParticipant participant(QuietPeriod period, Platform platform) {
		return new QuietPeriodParticipant(period, this.requests, this.probes, platform, this.clock);
	}

}
