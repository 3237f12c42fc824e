/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FleetExchange}.
 */
class FleetExchangeTests {

	private final PanicFixtures fixtures = new PanicFixtures();

	private final List<FleetExchange.Report> told = new ArrayList<>();

	private boolean down;

	private final FleetExchange.Store shared = (report) -> {
		if (this.down) {
			throw new IllegalStateException("secret host");
		}
		this.told.add(report);
		return new FleetExchange.Fleet(0, 0, 1, 1, false, null);
	};

	private final FleetExchange exchange = new FleetExchange(this.shared, this.fixtures.window, () -> true,
			this.fixtures.clock);

	@Test
	void whatCouldNotBeToldIsToldLater() {
		this.fixtures.window.panic();
		this.exchange.exchange(this.shared);
		this.down = true;
		this.fixtures.window.panic();
		this.fixtures.window.panic();
		this.exchange.exchange(this.shared);
		this.exchange.askReadOnly("on");
		this.exchange.exchange(this.shared);
		assertThat(this.exchange.isAsking()).isTrue();
		this.down = false;
		this.exchange.exchange(this.shared);
		assertThat(this.told).extracting(FleetExchange.Report::panics).containsExactly(1L, 3L);
		assertThat(this.told.get(1).readOnly()).isEqualTo("on");
		assertThat(this.exchange.isAsking()).isFalse();
	}

	@Test
	void whatWasHeardIsForgottenAfterThreeSeconds() {
		this.exchange.exchange(this.shared);
		assertThat(this.exchange.current()).isNotNull();
		this.fixtures.seconds(3);
		assertThat(this.exchange.current()).isNull();
	}

	@Test
	void thatRedisIsDownIsSaidOnceAndNotHow() {
		Logger logger = (Logger) LoggerFactory.getLogger(FleetExchange.class);
		ListAppender<ILoggingEvent> appender = new ListAppender<>();
		appender.start();
		logger.addAppender(appender);
		try {
			this.down = true;
			for (int i = 0; i < 5; i++) {
				this.exchange.exchange(this.shared);
			}
			this.down = false;
			this.exchange.exchange(this.shared);
		}
		finally {
			logger.detachAppender(appender);
		}
		assertThat(appender.list).extracting(ILoggingEvent::getFormattedMessage)
			.containsExactly(
					"Redis could not be reached (java.lang.IllegalStateException): only uncaught errors of this instance are counted",
					"Redis can be reached again");
	}

	@Test
	void anErrorWhileTheyMeetEndsNothing() {
		this.exchange.exchange((report) -> {
			throw new NoClassDefFoundError();
		});
		assertThat(this.exchange.current()).isNull();
		this.exchange.exchange(this.shared);
		assertThat(this.exchange.current()).isNotNull();
	}

	@Test
	void aRedisThatHangsHoldsUpNobody() throws InterruptedException {
		CountDownLatch hanging = new CountDownLatch(1);
		CountDownLatch never = new CountDownLatch(1);
		FleetExchange hung = new FleetExchange((report) -> {
			hanging.countDown();
			try {
				never.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			throw new IllegalStateException();
		}, this.fixtures.window, () -> true, this.fixtures.clock);
		hung.afterSingletonsInstantiated();
		assertThat(hanging.await(20, TimeUnit.SECONDS)).isTrue();
		hung.wantToRefuse(true);
		hung.askReadOnly("on");
		assertThat(hung.current()).isNull();
		hung.destroy();
		never.countDown();
	}

}
