/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.softlanding.time.ManualClock;
import io.softlanding.time.NanoClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EndingStreams}.
 */
@Timeout(60)
class EndingStreamsTests {

	private final ManualClock clock = new ManualClock();

	private final AtomicInteger ended = new AtomicInteger();

	private final EndingStreams streams = new EndingStreams(
			new StreamPolicy(StreamEnd.COMPLETE,
					Map.of("/lines/*", StreamEnd.COMPLETE, "/cut", StreamEnd.CUT, "/await", StreamEnd.AWAIT)),
			this.clock, false);

	@Test
	void eachStreamIsToldToEndOnce() throws Exception {
		List<InFlightRequest> requests = streams(1000);
		this.streams.end(requests);
		this.streams.end(requests);
		assertThat(this.ended).hasValue(1000);
		assertThat(this.streams.told()).isEqualTo(1000);
		assertThat(this.streams.cut()).isEmpty();
	}

	@Test
	void oneThatIsStuckOrFailsDoesNotKeepTheOthers() throws Exception {
		CountDownLatch stuck = new CountDownLatch(1);
		List<InFlightRequest> requests = streams(100);
		for (int i = 0; i < 100; i += 20) {
			requests.add(i, stream("/stuck", () -> {
				try {
					stuck.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}));
			requests.add(i, stream("/broken", () -> {
				throw new IllegalStateException("broken");
			}));
		}
		this.streams.end(requests);
		assertThat(this.ended).hasValue(100);
		stuck.countDown();
	}

	/** Each costs a thread and some milliseconds. */
	@Test
	void thousandsThatAreStuckDoNotKeepTheDrain() throws Exception {
		CountDownLatch stuck = new CountDownLatch(1);
		List<InFlightRequest> requests = new ArrayList<>();
		for (int i = 0; i < 5000; i++) {
			requests.add(stream("/stuck", () -> {
				try {
					stuck.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}));
		}
		EndingStreams streams = new EndingStreams(new StreamPolicy(StreamEnd.COMPLETE, Map.of()), NanoClock.SYSTEM,
				false);
		streams.end(requests);
		int told = streams.told();
		assertThat(told).isBetween(1, 4999);
		streams.end(requests);
		assertThat(streams.told()).isGreaterThan(told);
		stuck.countDown();
	}

	@Test
	void oneThatDoesNotEndThoughItWasToldToIsGivenUpAfterASecond() throws Exception {
		List<InFlightRequest> requests = streams(2);
		this.streams.end(requests);
		this.clock.advance(Duration.ofMillis(999));
		this.streams.end(requests);
		assertThat(requests).noneMatch(this.streams::isCut);
		this.clock.advance(Duration.ofMillis(1));
		// The other one has ended.
		this.streams.end(requests.subList(1, 2));
		assertThat(requests).extracting(this.streams::isCut).containsExactly(false, true);
		assertThat(this.streams.cut()).containsExactly(Map.entry("/events", 1));
	}

	@Test
	void oneThatCannotBeEndedIsGivenUpAtOnce() throws Exception {
		InFlightRequest other = new InFlightRequest("GET", "/flux", 0);
		other.markEventStream();
		InFlightRequest cut = stream("/cut", this.ended::incrementAndGet);
		InFlightRequest awaited = stream("/await", this.ended::incrementAndGet);
		InFlightRequest download = new InFlightRequest("GET", "/download", 0);
		download.completion(this.ended::incrementAndGet);
		this.streams.end(List.of(other, cut, awaited, download));
		assertThat(this.ended).hasValue(0);
		assertThat(List.of(other, cut, awaited, download)).extracting(this.streams::isCut)
			.containsExactly(true, true, false, false);
		assertThat(this.streams.cut()).containsOnlyKeys("/flux", "/cut");
	}

	@Test
	void aRouteThatIsToBeCompletedHasOrdinaryAnswersToo() throws Exception {
		InFlightRequest ordinary = new InFlightRequest("POST", "/lines/{id}", 0);
		InFlightRequest lines = new InFlightRequest("GET", "/lines/all", 0);
		lines.completion(this.ended::incrementAndGet);
		this.streams.end(List.of(ordinary, lines));
		assertThat(this.ended).hasValue(1);
		assertThat(this.streams.isCut(ordinary)).isFalse();
	}

	private List<InFlightRequest> streams(int count) {
		List<InFlightRequest> requests = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			requests.add(stream("/events", this.ended::incrementAndGet));
		}
		return requests;
	}

	private static InFlightRequest stream(String route, Runnable completion) {
		InFlightRequest request = new InFlightRequest("GET", route, 0);
		request.markEventStream();
		request.completion(completion);
		return request;
	}

}
