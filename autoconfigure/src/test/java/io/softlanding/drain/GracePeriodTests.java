package io.softlanding.drain;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class GracePeriodTests {

	@ParameterizedTest
	@CsvSource({ "KUBERNETES,PT30S", "CONTAINER,PT10S", "CLOUD,PT10S", "NONE," })
	void lengthIsAssumedForThePlatform(Platform platform, Duration length) {
		GracePeriod gracePeriod = grace(platform);
		assertThat(gracePeriod.length()).isEqualTo(length);
		assertThat(gracePeriod.declared()).isFalse();
	}

	@Test
	void declaredLengthIsTakenOnEveryPlatform() {
		GracePeriod gracePeriod = grace(Platform.CONTAINER, "grace-period=45s", "pre-stop=5s");
		assertThat(gracePeriod.length()).isEqualTo(Duration.ofSeconds(45));
		assertThat(gracePeriod.preStop()).isEqualTo(Duration.ofSeconds(5));
		assertThat(gracePeriod.declared()).isTrue();
		assertThat(gracePeriod).hasToString("45s (declared)");
	}

	@Test
	void textSaysWhetherItIsKnown() {
		assertThat(grace(Platform.KUBERNETES)).hasToString("30s (assumed: kubernetes)");
		assertThat(grace(Platform.NONE)).hasToString("none known");
	}

	@Test
	void timeoutPlusPreStopPlusMarginFitsExactly() {
		GracePeriod gracePeriod = grace(Platform.NONE, "grace-period=25s", "pre-stop=3s");
		assertThat(gracePeriod.misfit(DrainFixtures.budget())).isNull();
		assertThatCode(() -> gracePeriod.verify(DrainFixtures.budget())).doesNotThrowAnyException();
	}

	@Test
	void declaredMisfitFailsAndNamesEveryNumber() {
		GracePeriod gracePeriod = grace(Platform.NONE, "grace-period=24999ms", "pre-stop=3s");
		InvalidConfigurationException ex = catchThrowableOfType(InvalidConfigurationException.class,
				() -> gracePeriod.verify(DrainFixtures.budget()));
		assertThat(ex).hasMessageContainingAll("softlanding.drain.grace-period is 24999ms", "needs 25s",
				"softlanding.drain.timeout 20s", "halted after 22s", "softlanding.drain.pre-stop 3s");
		assertThat(ex.action()).contains("at least 25s", "softlanding.drain.grace-period",
				"set softlanding.drain.timeout to 19999ms");
	}

	@Test
	void lateHaltHasToFitToo() {
		DrainBudget budget = DrainFixtures.budget("halt-after=40s");
		assertThat(grace(Platform.NONE, "grace-period=30s").misfit(budget)).contains("needs 40s");
		assertThat(grace(Platform.NONE, "grace-period=40s").misfit(budget)).isNull();
	}

	@Test
	void assumedMisfitDoesNotFailStartUp() {
		GracePeriod gracePeriod = grace(Platform.CONTAINER);
		assertThat(gracePeriod.misfit(DrainFixtures.budget())).startsWith("The grace period assumed here is 10s");
		assertThatCode(() -> gracePeriod.verify(DrainFixtures.budget())).doesNotThrowAnyException();
	}

	@Test
	void unknownPlatformFitsEverything() {
		assertThat(grace(Platform.NONE).misfit(DrainFixtures.budget("timeout=10m"))).isNull();
	}

	@Test
	void fixSuggestsNoTimeoutThatCannotBe() {
		GracePeriod gracePeriod = grace(Platform.NONE, "grace-period=5s", "pre-stop=4s");
		assertThat(gracePeriod.fix(DrainFixtures.budget())).contains("at least 26s").doesNotContain("drain.timeout");
	}

	@Test
	void negativeValuesAreRefused() {
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> grace(Platform.NONE, "pre-stop=-1s"))
			.withMessageContaining("softlanding.drain.pre-stop is -1s");
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> grace(Platform.NONE, "grace-period=0s"))
			.withMessageContaining("softlanding.drain.grace-period is 0s");
	}

	private static GracePeriod grace(Platform platform, String... pairs) {
		return GracePeriod.of(DrainFixtures.properties(pairs), platform);
	}

	@Test
	void fixHelpsWhenTheHaltIsWhatDoesNotFit() {
		GracePeriod gracePeriod = grace(Platform.NONE, "grace-period=30s");
		String fix = gracePeriod.fix(DrainFixtures.budget("halt-after=60s"));
		assertThat(fix).contains("at least 60s").contains("softlanding.drain.halt-after");
	}

}
