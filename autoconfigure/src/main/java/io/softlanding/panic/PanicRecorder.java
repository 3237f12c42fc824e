/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.List;
import java.util.function.Consumer;

import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;

/**
 * The one place that every panic comes to: it is classified, counted, remembered and
 * handed to the reporters, once, however often it is seen later. May be called by any
 * thread, at any rate, with any throwable; never throws and never waits.
 */
final class PanicRecorder implements DisposableBean {

	private final List<PanicClassifier> classifiers;

	private final StandardClassifier standard;

	private final PanicCounts counts = new PanicCounts();

	private final PanicWindow window;

	private final SeenErrors seen;

	private final PanicDetails details;

	private final Consumer<Throwable> fatal;

	private final Consumer<Throwable> room;

	/**
	 * Creates a recorder that has seen nothing.
	 * @param classifiers the application's rules; the first answer counts
	 * @param standard the built-in ones
	 * @param fatal called with errors that the process cannot survive
	 * @param room called first with each error: makes room for what is done about it
	 */
	PanicRecorder(List<PanicClassifier> classifiers, StandardClassifier standard, PanicDetails details, NanoClock clock,
			Consumer<Throwable> fatal, Consumer<Throwable> room) {
		this.classifiers = classifiers;
		this.standard = standard;
		this.window = new PanicWindow(clock);
		this.seen = new SeenErrors(clock);
		this.details = details;
		this.fatal = fatal;
		this.room = room;
		details.reporters().onFailure(this::callbackFailed);
	}

	PanicCounts counts() {
		return this.counts;
	}

	PanicWindow window() {
		return this.window;
	}

	PanicDetails details() {
		return this.details;
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
			this.details.look(error, PanicSource.CALLBACK, PanicClassification.ERROR, null, false);
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
			this.details.look(error, source, classification, where, logged);
		}
	}

	@Override
	public void destroy() {
		this.details.close();
	}

}
