package io.softlanding.panic;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.softlanding.drain.NanoClock;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;

/**
 * The one place that every panic comes to: it is classified, counted, remembered and
 * handed to the reporters, once, however often it is seen later. May be called by any
 * thread, at any rate, with any throwable; never throws and never waits.
 */
final class PanicRecorder implements DisposableBean {

	private static final int MOST_FRAMES = 60;

	private static final int MOST_KINDS = 1024;

	private static final int LONGEST_MESSAGE = 500;

	private final List<PanicClassifier> classifiers;

	private final StandardClassifier standard;

	private final PanicCounts counts = new PanicCounts();

	private final PanicWindow window;

	private final Surroundings surroundings;

	private final Sampling sampling;

	private final InstantSource time;

	private final Origin origin;

	private final boolean messages;

	private final long stackWindowMillis;

	private final PanicLog log;

	private final PanicReporters reporters;

	private final Consumer<Throwable> fatal;

	private final Consumer<Throwable> room;

	private final KnownPanics known = new KnownPanics();

	private final SeenErrors seen;

	private final Map<Kind, KnownPanic> lastOfKind = new ConcurrentHashMap<>();

	/** What is known of an error without looking at its stack. */
	private record Kind(String type, PanicSource source, @Nullable String route) {
	}

	/**
	 * Collaborators and settings of a recorder.
	 *
	 * @param classifiers the application's rules; the first answer counts
	 * @param standard the built-in ones
	 * @param messages whether messages are kept
	 * @param stackWindow how long a stack counts as known
	 * @param reporters the application's reporters
	 * @param fatal called with errors that the process cannot survive
	 * @param room called first with each error: makes room for what is done about it
	 */
	record Parts(List<PanicClassifier> classifiers, StandardClassifier standard, Surroundings surroundings,
			NanoClock clock, InstantSource time, Origin origin, boolean messages, Duration stackWindow, PanicLog log,
			PanicReporters reporters, Consumer<Throwable> fatal, Consumer<Throwable> room) {
	}

	PanicRecorder(Parts parts) {
		this.classifiers = parts.classifiers();
		this.standard = parts.standard();
		this.surroundings = parts.surroundings();
		this.window = new PanicWindow(parts.clock());
		this.sampling = new Sampling(parts.clock());
		this.seen = new SeenErrors(parts.clock());
		this.time = parts.time();
		this.origin = parts.origin();
		this.messages = parts.messages();
		this.stackWindowMillis = parts.stackWindow().toMillis();
		this.log = parts.log();
		this.reporters = parts.reporters();
		this.reporters.onFailure(this::callbackFailed);
		this.fatal = parts.fatal();
		this.room = parts.room();
	}

	PanicCounts counts() {
		return this.counts;
	}

	PanicWindow window() {
		return this.window;
	}

	PanicReporters reporters() {
		return this.reporters;
	}

	Origin origin() {
		return this.origin;
	}

	/**
	 * Records an uncaught error, unless it was seen before.
	 * @param where where it was seen; the calling thread by default
	 * @param logged whether it is logged elsewhere too
	 * @return its classification
	 */
	PanicClassification record(Throwable error, PanicSource source, @Nullable Where where, boolean logged) {
		return record(error, source, where, logged, false);
	}

	/**
	 * Records an uncaught error that may be seen again further out.
	 */
	PanicClassification recordAndMark(Throwable error, PanicSource source, @Nullable Where where, boolean logged) {
		return record(error, source, where, logged, true);
	}

	/**
	 * Makes room for what is done about an error. Called before anything else is done.
	 */
	void makeRoom(Throwable error) {
		this.room.accept(error);
	}

	private PanicClassification record(Throwable error, PanicSource source, @Nullable Where where, boolean logged,
			boolean mark) {
		makeRoom(error);
		Throwable unwrapped = ErrorChain.unwrap(error);
		PanicClassification classification = null;
		try {
			PanicClassification known = mark ? this.seen.findOrMark(unwrapped) : this.seen.find(unwrapped);
			if (known != null) {
				return known;
			}
			classification = classify(unwrapped);
			if (mark) {
				this.seen.add(unwrapped, classification);
			}
			count(unwrapped, source, classification, where, logged);
			return classification;
		}
		catch (Throwable ex) {
			// An error that fights back, or no memory to look at it: it counts.
			if (classification == null) {
				classification = PanicClassification.ERROR;
				this.counts.add(classification.severity(), source);
				this.window.panic();
			}
			return classification;
		}
	}

	/** Classifies an error without recording it. */
	PanicClassification classify(Throwable error) {
		for (PanicClassifier classifier : this.classifiers) {
			try {
				PanicClassification own = classifier.classify(error);
				if (own != null) {
					return own;
				}
			}
			catch (Throwable ex) {
				callbackFailed(ex);
			}
		}
		return this.standard.classify(error);
	}

	/** A callback of the user's own has failed. */
	void callbackFailed(Throwable error) {
		this.counts.add(PanicSeverity.ERROR, PanicSource.CALLBACK);
		try {
			look(error, PanicSource.CALLBACK, PanicClassification.ERROR, null, false);
		}
		catch (Throwable ex) {
			// It was counted.
		}
	}

	private void count(Throwable error, PanicSource source, PanicClassification classification, @Nullable Where where,
			boolean logged) {
		PanicSeverity severity = classification.severity();
		this.counts.add(severity, source);
		if (severity.isFailure()) {
			this.window.panic();
		}
		if (severity == PanicSeverity.FATAL) {
			this.fatal.accept(error);
		}
		if (severity != PanicSeverity.IGNORED) {
			look(error, source, classification, where, logged);
		}
	}

	private void look(Throwable error, PanicSource source, PanicClassification classification, @Nullable Where where,
			boolean logged) {
		Kind kind = new Kind(error.getClass().getName(), source, (where != null) ? where.route() : null);
		long now = this.time.millis();
		if (!this.sampling.acquire()) {
			KnownPanic last = this.lastOfKind.get(kind);
			KnownPanic known = (last != null) ? last
					: this.known.get(Fingerprint.ofType(kind.type(), source),
							(fingerprint) -> new KnownPanic(fingerprint, source, kind.type(), List.of(),
									classification.severity(), (where != null) ? where : this.surroundings.here(null),
									now));
			known.count(now);
			if (!logged) {
				this.log.suppress();
			}
			return;
		}
		List<Throwable> chain = ErrorChain.of(error);
		Where here = (where != null) ? where : this.surroundings.here(null);
		KnownPanic known = this.known.get(Fingerprint.of(chain), (fingerprint) -> new KnownPanic(fingerprint, source,
				kind.type(), typesOf(chain), classification.severity(), here, now));
		known.count(now);
		known.seen(classification.severity(), source, here,
				this.messages ? Surroundings.shortened(ErrorChain.messageOf(error), LONGEST_MESSAGE) : null);
		boolean withStack = known.wantsStack(now, this.stackWindowMillis);
		if (withStack) {
			known.stack(stackLines(chain));
		}
		if (this.lastOfKind.size() >= MOST_KINDS) {
			this.lastOfKind.clear();
		}
		this.lastOfKind.put(kind, known);
		Panic panic = known.snapshot(this.origin, withStack);
		this.log.log(panic, error, logged);
		this.reporters.report(panic);
	}

	private static List<String> typesOf(List<Throwable> chain) {
		return chain.stream().skip(1).map((error) -> error.getClass().getName()).toList();
	}

	private static List<String> stackLines(List<Throwable> chain) {
		List<String> lines = new ArrayList<>();
		for (Throwable error : chain) {
			if (!lines.isEmpty()) {
				lines.add("Caused by: " + error.getClass().getName());
			}
			StackTraceElement[] stack = ErrorChain.stackOf(error);
			for (int i = 0; i < stack.length && i < MOST_FRAMES; i++) {
				lines.add("\tat " + stack[i]);
			}
			if (stack.length > MOST_FRAMES) {
				lines.add("\t... " + (stack.length - MOST_FRAMES) + " more");
			}
			if (lines.size() > 4 * MOST_FRAMES) {
				break;
			}
		}
		return List.copyOf(lines);
	}

	List<Panic> recent() {
		return this.known.snapshot(this.origin);
	}

	@Override
	public void destroy() {
		this.log.summarize();
	}

}
