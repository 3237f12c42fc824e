/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.drain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.softlanding.process.DrainLog;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * One phase of one drain: starts its participants as soon as those they wait for have
 * ended, and is over when all have ended, when its budget is used up, or when it is cut.
 */
final class PhaseRun {

	private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final DrainPhase phase;

	private final long budgetNanos;

	private final NanoClock clock;

	private final DrainLog log;

	private final long startedNanos;

	private final List<ParticipantRun> runs = new ArrayList<>();

	/** Participants that ended; an empty one wakes the phase when it is cut. */
	private final BlockingQueue<Optional<ParticipantRun>> ended = new LinkedBlockingQueue<>();

	private volatile @Nullable String cut;

	private final DrainPass pass;

	private final @Nullable PhaseRun earlier;

	private volatile long tookNanos = -1;

	PhaseRun(DrainPhase phase, List<PlannedParticipant> participants, long budgetNanos, DrainRequest request,
			NanoClock clock, DrainLog log) {
		this(phase, participants, until(clock, budgetNanos), request, clock, log, DrainPass.LAST, null);
	}

	PhaseRun(DrainPhase phase, List<PlannedParticipant> participants, ToLongFunction<PlannedParticipant> leftNanos,
			DrainRequest request, NanoClock clock, DrainLog log, DrainPass pass, @Nullable PhaseRun earlier) {
		this.phase = phase;
		this.pass = pass;
		this.clock = clock;
		this.log = log;
		this.startedNanos = clock.nanoTime();
		this.earlier = earlier;
		this.budgetNanos = participants.stream().mapToLong(leftNanos).max().orElse(0);
		for (PlannedParticipant participant : participants) {
			ParticipantRun before = (earlier != null && !participant.looksAgain()) ? earlier.run(participant) : null;
			this.runs.add((before != null) ? before : new ParticipantRun(participant, request, clock, log, pass,
					() -> leftNanos.applyAsLong(participant)));
		}
	}

	/** A time that everything shares. */
	static ToLongFunction<PlannedParticipant> until(NanoClock clock, long budgetNanos) {
		long end = clock.nanoTime() + budgetNanos;
		return (participant) -> end - clock.nanoTime();
	}

	private @Nullable ParticipantRun run(PlannedParticipant participant) {
		return this.runs.stream().filter((run) -> run.planned().equals(participant)).findFirst().orElse(null);
	}

	/** Runs the phase on the calling thread, which is not needed for anything else. */
	void run() {
		List<ParticipantRun> waiting = new ArrayList<>(this.runs);
		waiting.removeIf((run) -> run.result() != null);
		List<ParticipantRun> running = new ArrayList<>();
		FlightRecord record = FlightRecord.ofPhase(this.phase);
		try {
			if (this.cut == null) {
				startReady(waiting, running);
			}
			while (!running.isEmpty() && this.cut == null) {
				Optional<ParticipantRun> next = this.ended
					.poll(Math.min(Math.max(0, nextNanos(running)), PROGRESS_NANOS), TimeUnit.NANOSECONDS);
				if (next == null) {
					expire(running);
					expire(waiting);
					logProgress(running);
				}
				else if (next.isPresent()) {
					running.remove(next.get());
				}
				startReady(waiting, running);
			}
		}
		catch (InterruptedException ex) {
			this.cut = "Interrupted";
		}
		String cut = this.cut;
		if (cut != null) {
			hearLastWords(running, cut);
			running.forEach((run) -> run.expire(cut));
			waiting.forEach((run) -> run.expire(cut));
		}
		this.tookNanos = this.clock.nanoTime() - this.startedNanos;
		record.end(Objects.requireNonNull(outcome()), why(cut));
	}

	/** How long until the first one's time is over. */
	private static long nextNanos(List<ParticipantRun> running) {
		return running.stream().mapToLong(ParticipantRun::leftNanos).min().orElse(0);
	}

	/** Ends those whose time is over. */
	private void expire(List<ParticipantRun> running) {
		List<ParticipantRun> late = running.stream().filter((run) -> run.leftNanos() <= 0).toList();
		late.forEach((run) -> run.expire("Not done within " + seconds(run.allowed())));
		running.removeAll(late);
	}

	private static String why(@Nullable String cut) {
		return (cut != null) ? cut : "";
	}

	/** Lets participants that are cut say themselves how far they came. */
	private void hearLastWords(List<ParticipantRun> running, String why) {
		running.forEach((run) -> run.interrupt(why));
		long end = this.clock.nanoTime() + ParticipantRun.REPORTING_NANOS;
		try {
			while (!running.isEmpty() && end - this.clock.nanoTime() > 0) {
				Optional<ParticipantRun> next = this.ended.poll(end - this.clock.nanoTime(), TimeUnit.NANOSECONDS);
				if (next != null) {
					next.ifPresent(running::remove);
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void startReady(List<ParticipantRun> waiting, List<ParticipantRun> running) {
		List<ParticipantRun> ready = waiting.stream()
			.filter((run) -> this.runs.stream()
				.filter((other) -> run.planned().after().contains(other.planned().name()))
				.allMatch((other) -> other.result() != null))
			.toList();
		waiting.removeAll(ready);
		running.addAll(ready);
		ready.forEach((run) -> run.start((done) -> this.ended.add(Optional.of(done))));
	}

	/** Ends the phase now. May be called by any thread, also when the phase is over. */
	void cut(String why) {
		this.cut = why;
		this.ended.add(Optional.empty());
	}

	/** Waits until no participant runs any more, however it has ended. */
	boolean awaitGone(Duration patience) {
		long end = System.nanoTime() + patience.toNanos();
		return this.runs.stream().allMatch((run) -> run.awaitGone(end - System.nanoTime()));
	}

	private void logProgress(List<ParticipantRun> running) {
		if (running.isEmpty()) {
			return;
		}
		String waitsFor = running.stream()
			.map((run) -> Objects.requireNonNullElse(run.progress(), run.planned().name()))
			.collect(Collectors.joining("; "));
		long left = running.stream().mapToLong(ParticipantRun::leftNanos).max().orElse(0);
		this.log.info("%s: %s, %s left".formatted(this.phase, waitsFor, seconds(Duration.ofNanos(left))));
	}

	DrainPhase phase() {
		return this.phase;
	}

	Duration took() {
		long took = this.tookNanos;
		Duration own = Duration.ofNanos((took >= 0) ? took : this.clock.nanoTime() - this.startedNanos);
		return (this.earlier != null) ? own.plus(this.earlier.took()) : own;
	}

	/** Returns how long ago it began. */
	Duration since() {
		return Duration.ofNanos(this.clock.nanoTime() - this.startedNanos);
	}

	/**
	 * Returns the worst outcome of the participants, or {@code null} while the phase
	 * runs.
	 */
	@Nullable DrainOutcome outcome() {
		if (this.tookNanos < 0) {
			return null;
		}
		return this.runs.stream()
			.map(ParticipantRun::result)
			.filter(Objects::nonNull)
			.map(DrainResult::outcome)
			.reduce(DrainOutcome.NOTHING_TO_DO, DrainOutcome::worse);
	}

	/** Whether it found only what a later look may find ended. */
	boolean isProvisional() {
		return this.pass != DrainPass.LAST && this.runs.stream().allMatch((run) -> {
			DrainResult result = run.result();
			return result == null || result.outcome().isGood()
					|| result.outcome() == DrainOutcome.PARTIAL && run.planned().looksAgain();
		});
	}

	/** Whether there is more to say than after the look before. */
	boolean saysMore() {
		return this.earlier == null || !results().equals(this.earlier.results());
	}

	/** What its participants have seen end, and what not. */
	ForcedShare force() {
		return this.runs.stream()
			.map(ParticipantRun::result)
			.filter(Objects::nonNull)
			.map((result) -> ForcedShare.of(result.details()))
			.reduce(ForcedShare.NONE, ForcedShare::plus);
	}

	private List<String> results() {
		return this.runs.stream()
			.map(ParticipantRun::result)
			.map((result) -> (result != null) ? result.outcome() + result.summary() : "")
			.toList();
	}

	/** The runs whose results are only final when the context has ended. */
	Stream<ParticipantRun> revisited() {
		return this.runs.stream().filter(ParticipantRun::isRevisited);
	}

	/** Sums the phase up in one line. */
	String summary() {
		return "%s %s in %s: %s".formatted(this.phase,
				String.valueOf(outcome()).toLowerCase(Locale.ROOT).replace('_', ' '), seconds(took()),
				this.runs.stream().map((run) -> {
					DrainResult result = run.result();
					return run.planned().name() + ": " + ((result != null) ? result.summary() : "running");
				}).collect(Collectors.joining("; ")));
	}

	Map<String, Object> status() {
		Map<String, Object> status = new LinkedHashMap<>();
		status.put("phase", this.phase.name());
		DrainOutcome outcome = outcome();
		if (outcome != null) {
			status.put("outcome", outcome.name());
		}
		status.put("took", took());
		status.put("budget", Duration.ofNanos(this.budgetNanos));
		status.put("participants", this.runs.stream().map(ParticipantRun::status).toList());
		return status;
	}

	static String seconds(Duration duration) {
		long millis = Math.max(0, duration.toMillis());
		return (millis < 1000) ? millis + "ms" : String.format(Locale.ROOT, "%.1fs", millis / 1000.0);
	}

}
