/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.softlanding.time.NanoClock;
import org.awaitility.Awaitility;
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

	private FleetExchange.@Nullable Fleet fleet;

	private String asked = "";

	private final FleetExchange.Store shared = (report) -> {
		this.asked = report.readOnly();
		FleetExchange.Fleet fleet = this.fleet;
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
		assertThat(this.fixtures.counts.of(PanicSeverity.ERROR, PanicSource.CALLBACK)).isEqualTo(1);
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
				}), this.events::add, this.fixtures.recorder::callbackFailed, this.fixtures.watch());
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
	void whatADrainLeftUntoldIsToldAfterIt() throws InterruptedException {
		CountDownLatch called = new CountDownLatch(1);
		CountDownLatch released = new CountDownLatch(1);
		BlockingQueue<Boolean> heard = new LinkedBlockingQueue<>();
		ReadOnlyMode interrupted = new ReadOnlyMode(0, this.fixtures.window, this.exchange,
				() -> this.fixtures.draining, () -> List.of((readOnly) -> {
					heard.add(readOnly);
					called.countDown();
					try {
						released.await();
					}
					catch (InterruptedException ex) {
						Thread.currentThread().interrupt();
					}
				}), this.events::add, this.fixtures.recorder::callbackFailed, this.fixtures.watch());
		interrupted.ask(true);
		interrupted.tick();
		called.await();
		interrupted.ask(false);
		interrupted.tick();
		this.fixtures.draining = true;
		released.countDown();
		assertThat(this.events.poll(20, TimeUnit.SECONDS)).isEqualTo(new ReadOnlyModeEvent(true, true));
		assertThat(heard.poll(20, TimeUnit.SECONDS)).isTrue();
		this.fixtures.draining = false;
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
			interrupted.tick();
			return !heard.isEmpty();
		});
		assertThat(heard.poll()).isFalse();
	}

	@Test
	void aWishIsNotLostBetweenTellingItAndHearingOfIt() {
		this.fleet = new FleetExchange.Fleet(0, 0, 2, 2, false, true);
		FleetExchange[] meeting = new FleetExchange[1];
		Boolean[] between = new Boolean[1];
		NanoClock clock = new NanoClock() {

			@Override
			public long nanoTime() {
				// When the answer is there and has still to be published.
				if (meeting[0] != null && between[0] == null) {
					between[0] = meeting[0].isAsking();
				}
				return ReadOnlyModeTests.this.fixtures.clock.nanoTime();
			}

			@Override
			public void sleep(long nanos) {
			}

		};
		FleetExchange exchange = new FleetExchange(this.shared, this.fixtures.window, () -> true, clock);
		exchange.askReadOnly("on");
		meeting[0] = exchange;
		exchange.exchange(this.shared);
		assertThat(between[0]).isTrue();
		assertThat(exchange.isAsking()).isFalse();
	}

	@Test
	void actuatorIsServedThoughNobodyNotesItsRequests() throws Exception {
		try (Shop shop = Shop.open("softlanding.web.enabled=false", "management.endpoint.readonly.access=unrestricted",
				"softlanding.panic.read-only.enabled=true")) {
			ReadOnlyMode mode = shop.bean(ReadOnlyMode.class);
			mode.ask(true);
			mode.tick();
			assertThat(shop.send("POST", "/ok").statusCode()).isEqualTo(503);
			assertThat(shop.send("POST", "/actuatory").statusCode()).isEqualTo(503);
			assertThat(
					shop.send("POST", "/actuator/readonly?mode=off", "Content-Type", "application/json").statusCode())
				.isEqualTo(200);
			mode.tick();
			assertThat(shop.send("POST", "/ok").statusCode()).isEqualTo(405);
		}
	}

	@Test
	void routesThatDoNotWriteAreExcepted() throws Exception {
		try (Shop shop = Shop.open("softlanding.panic.read-only.enabled=true",
				"softlanding.panic.read-only.exceptions[0]=POST /graphql",
				"softlanding.panic.read-only.exceptions[1]=/search/**")) {
			ReadOnlyMode mode = shop.bean(ReadOnlyMode.class);
			mode.ask(true);
			mode.tick();
			assertThat(shop.send("POST", "/graphql").statusCode()).isEqualTo(404);
			assertThat(shop.send("PUT", "/graphql").statusCode()).isEqualTo(503);
			assertThat(shop.send("POST", "/graphql/x").statusCode()).isEqualTo(503);
			assertThat(shop.send("DELETE", "/search/a/b").statusCode()).isEqualTo(404);
			assertThat(shop.send("POST", "/ok").statusCode()).isEqualTo(503);
		}
	}

	@Test
	void aDrainIsLeftAlone() {
		this.fixtures.draining = true;
		heard(10, null);
		assertThat(this.mode.isActive()).isFalse();
	}

	private void heard(long lastMinute, @Nullable Boolean readOnly) {
		this.fleet = new FleetExchange.Fleet(lastMinute, lastMinute, 2, 2, false, readOnly);
		this.exchange.exchange(this.shared);
		this.mode.tick();
	}

	private ReadOnlyMode mode(long threshold) {
		return new ReadOnlyMode(threshold, this.fixtures.window, this.exchange, () -> this.fixtures.draining,
				() -> List.of((readOnly) -> {
					throw new NoClassDefFoundError("broken");
				}, this.listened::add), this.events::add, this.fixtures.recorder::callbackFailed,
				this.fixtures.watch());
	}

}
