package io.softlanding.panic;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The one place that every panic comes to: it is classified, counted, remembered and
 * handed to the reporters, once, whoever else sees it later. May be called by any thread,
 * at any rate, with any throwable; never throws and never waits.
 */
final class PanicRecorder {

	private static final int MOST_FRAMES = 60;

	private static final int MOST_KINDS = 1024;

	private static final int LONGEST_MESSAGE = 500;

	private final PanicClassifier classifier;

	private final StandardClassifier standard;

	private final PanicCounts counts;

	private final PanicWindow window;

	private final Surroundings surroundings;

	private final Sampling sampling;

	private final InstantSource time;

	private final Origin origin;

	private final boolean messages;

	private final long stackWindowMillis;

	private final Consumer<Panic> reporters;

	private final Consumer<Throwable> fatal;

	private final Consumer<Throwable> room;

	private final KnownPanics known = new KnownPanics();

	private final SeenErrors seen;

	private final Map<Kind, KnownPanic> lastOfKind = new ConcurrentHashMap<>();

	/** What can be told of a panic without looking at its stack. */
	private record Kind(String type, PanicSource source, @Nullable String route) {
	}

	/**
	 * What a recorder works with.
	 *
	 * @param classifier the user's rules
	 * @param standard the built-in ones
	 * @param messages whether messages are kept
	 * @param stackWindowMillis how long a stack counts as known
	 * @param reporters told of panics
	 * @param fatal told of those that the process cannot survive
	 * @param room makes room for what is done about an error
	 */
	record Parts(PanicClassifier classifier, StandardClassifier standard, PanicCounts counts, PanicWindow window,
			Surroundings surroundings, Sampling sampling, SeenErrors seen, InstantSource time, Origin origin,
			boolean messages, long stackWindowMillis, Consumer<Panic> reporters, Consumer<Throwable> fatal,
			Consumer<Throwable> room) {
	}

	PanicRecorder(Parts parts) {
		this.classifier = parts.classifier();
		this.standard = parts.standard();
		this.counts = parts.counts();
		this.window = parts.window();
		this.surroundings = parts.surroundings();
		this.sampling = parts.sampling();
		this.seen = parts.seen();
		this.time = parts.time();
		this.origin = parts.origin();
		this.messages = parts.messages();
		this.stackWindowMillis = parts.stackWindowMillis();
		this.reporters = parts.reporters();
		this.fatal = parts.fatal();
		this.room = parts.room();
	}

	PanicClassification record(Throwable error, PanicSource source) {
		return record(error, source, null, null);
	}

	/**
	 * Records a panic, unless it was seen before.
	 * @param where where it was seen, if that was noted nearer to it; otherwise it is
	 * here
	 * @return what it is taken for
	 */
	PanicClassification record(Throwable error, PanicSource source, @Nullable String route, @Nullable Where where) {
		return record(error, source, route, where, false);
	}

	/**
	 * Records a panic that somebody else will see again.
	 */
	PanicClassification recordAndMark(Throwable error, PanicSource source, @Nullable String route,
			@Nullable Where where) {
		return record(error, source, route, where, true);
	}

	/**
	 * Makes room for what is done about an error. Called before anything else is, by
	 * whoever does something before he calls this recorder.
	 */
	void makeRoom(Throwable error) {
		this.room.accept(error);
	}

	/** Counts what is nobody's mistake here. */
	void ignore(PanicSource source) {
		this.counts.add(PanicSeverity.IGNORED, source);
	}

	/** Whether a panic was recorded in the last second. */
	boolean isSeen(Throwable error) {
		return this.seen.find(ErrorChain.unwrap(error)) != null;
	}

	private PanicClassification record(Throwable error, PanicSource source, @Nullable String route,
			@Nullable Where where, boolean mark) {
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
			count(unwrapped, source, classification, route, where);
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

	private PanicClassification classify(Throwable error) {
		try {
			PanicClassification own = this.classifier.classify(error);
			if (own != null) {
				return own;
			}
		}
		catch (Throwable ex) {
			callbackFailed(ex);
		}
		return this.standard.classify(error);
	}

	/** A callback of the user's own has failed. */
	void callbackFailed(Throwable error) {
		this.counts.add(PanicSeverity.ERROR, PanicSource.CALLBACK);
		try {
			look(error, PanicSource.CALLBACK, PanicClassification.ERROR, null, null);
		}
		catch (Throwable ex) {
			// It was counted.
		}
	}

	private void count(Throwable error, PanicSource source, PanicClassification classification, @Nullable String route,
			@Nullable Where where) {
		PanicSeverity severity = classification.severity();
		this.counts.add(severity, source);
		if (severity.isFailure()) {
			this.window.panic();
		}
		if (severity == PanicSeverity.FATAL) {
			this.fatal.accept(error);
		}
		if (severity != PanicSeverity.IGNORED) {
			look(error, source, classification, route, where);
		}
	}

	private void look(Throwable error, PanicSource source, PanicClassification classification, @Nullable String route,
			@Nullable Where where) {
		Kind kind = new Kind(error.getClass().getName(), source, route);
		long now = this.time.millis();
		if (!this.sampling.acquire()) {
			KnownPanic last = this.lastOfKind.get(kind);
			KnownPanic known = (last != null) ? last
					: this.known.get(Fingerprint.ofType(kind.type(), source),
							(fingerprint) -> new KnownPanic(fingerprint, source, kind.type(), List.of(),
									classification.severity(), (where != null) ? where : this.surroundings.here(route),
									now));
			known.count(now);
			return;
		}
		List<Throwable> chain = ErrorChain.of(error);
		Where here = (where != null) ? where : this.surroundings.here(route);
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
		this.reporters.accept(known.snapshot(this.origin, withStack));
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

}
