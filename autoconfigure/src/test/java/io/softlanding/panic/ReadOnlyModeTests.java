package io.softlanding.panic;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReadOnlyMode}.
 */
class ReadOnlyModeTests {

	private final PanicFixtures fixtures = new PanicFixtures();

	private final BlockingQueue<Boolean> listened = new LinkedBlockingQueue<>();

	private final BlockingQueue<ReadOnlyModeEvent> events = new LinkedBlockingQueue<>();

	private @Nullable Fleet fleet;

	private String asked = "";

	private final SharedPanics shared = (report) -> {
		this.asked = report.readOnly();
		Fleet fleet = this.fleet;
		if (fleet == null) {
			throw new IllegalStateException("no Redis");
		}
		return fleet;
	};

	private final FleetExchange exchange = new FleetExchange(this.shared, this.fixtures.window, () -> true,
			this.fixtures.clock);

	private final ReadOnlyMode mode = mode(10);

	@Test
	void tooManyPanicsOfAllInstancesStopTheWrites() throws InterruptedException {
		heard(9, null);
		assertThat(this.mode.isActive()).isFalse();
		heard(10, null);
		assertThat(this.mode.isActive()).isTrue();
		assertThat(this.listened.poll(20, TimeUnit.SECONDS)).isTrue();
		assertThat(this.events.poll(20, TimeUnit.SECONDS)).isEqualTo(new ReadOnlyModeEvent(true, false));
		heard(5, null);
		assertThat(this.mode.isActive()).isTrue();
		heard(4, null);
		assertThat(this.mode.isActive()).isFalse();
		assertThat(this.listened.poll(20, TimeUnit.SECONDS)).isFalse();
	}

	@Test
	void withoutTheOthersThoseOfThisInstanceCount() {
		for (int i = 0; i < 10; i++) {
			this.fixtures.window.panic();
		}
		this.mode.tick();
		assertThat(this.mode.isActive()).isTrue();
	}

	@Test
	void withoutAThresholdOnlySomebodyWhoAsksStopsThem() {
		ReadOnlyMode off = mode(0);
		heard(1_000_000, null);
		off.tick();
		assertThat(off.isActive()).isFalse();
		off.ask(true);
		off.tick();
		assertThat(off.isActive()).isTrue();
	}

	@Test
	void whatSomebodyAsksForIsToldToTheOthersAndComesBeforeTheRule() {
		heard(10, null);
		this.mode.ask(false);
		this.mode.tick();
		assertThat(this.mode.isActive()).isFalse();
		heard(10, false);
		assertThat(this.asked).isEqualTo("off");
		assertThat(this.mode.isActive()).isFalse();
		this.mode.ask(null);
		heard(10, null);
		assertThat(this.asked).isEqualTo("auto");
		assertThat(this.mode.isActive()).isTrue();
	}

	@Test
	void whatAnotherInstanceWasAskedForCountsHereToo() {
		heard(0, true);
		assertThat(this.mode.isActive()).isTrue();
		this.fleet = null;
		this.fixtures.seconds(4);
		this.exchange.exchange(this.shared);
		this.mode.tick();
		assertThat(this.mode.isActive()).as("also when Redis is gone").isTrue();
	}

	@Test
	void whatChangedWhileAListenerTookItsTimeIsToldAsItIsInTheEnd() throws InterruptedException {
		CountDownLatch called = new CountDownLatch(1);
		CountDownLatch released = new CountDownLatch(1);
		BlockingQueue<Boolean> heard = new LinkedBlockingQueue<>();
		ReadOnlyMode slow = new ReadOnlyMode(0, this.fixtures.window, this.exchange, () -> false,
				() -> List.of((readOnly) -> {
					heard.add(readOnly);
					called.countDown();
					try {
						released.await();
					}
					catch (InterruptedException ex) {
						Thread.currentThread().interrupt();
					}
				}), this.events::add);
		slow.ask(true);
		slow.tick();
		called.await();
		slow.ask(false);
		slow.tick();
		slow.ask(true);
		slow.tick();
		slow.ask(false);
		slow.tick();
		released.countDown();
		assertThat(heard.poll(20, TimeUnit.SECONDS)).isTrue();
		assertThat(heard.poll(20, TimeUnit.SECONDS)).isFalse();
		assertThat(this.events.poll(20, TimeUnit.SECONDS)).isEqualTo(new ReadOnlyModeEvent(true, true));
		assertThat(this.events.poll(20, TimeUnit.SECONDS)).isEqualTo(new ReadOnlyModeEvent(false, true));
		assertThat(heard).isEmpty();
	}

	@Test
	void aDrainIsLeftAlone() {
		this.fixtures.draining = true;
		heard(10, null);
		assertThat(this.mode.isActive()).isFalse();
	}

	private void heard(long lastMinute, @Nullable Boolean readOnly) {
		this.fleet = new Fleet(lastMinute, lastMinute, 2, 2, false, readOnly);
		this.exchange.exchange(this.shared);
		this.mode.tick();
	}

	private ReadOnlyMode mode(long threshold) {
		return new ReadOnlyMode(threshold, this.fixtures.window, this.exchange, () -> this.fixtures.draining,
				() -> List.of((readOnly) -> {
					throw new IllegalStateException("broken");
				}, this.listened::add), this.events::add);
	}

}
