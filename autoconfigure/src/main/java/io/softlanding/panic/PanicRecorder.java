/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.List;

import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;

/**
 * Classifies, counts, keeps and reports each uncaught error once, no matter how often it
 * is seen. May be called by any thread, at any rate, with any throwable; never throws and
 * never waits.
 */
final class PanicRecorder implements DisposableBean {

	private final List<PanicClassifier> classifiers;

	private final StandardClassifier standard;

	private final PanicCounts counts = new PanicCounts();

	private final PanicWindow window;

	private final RecentErrors seen;

	private final PanicDetails details;

	private final FatalHandler fatal;

	/** Reacts to errors that the process cannot recover from. */
	interface FatalHandler {

		/** Called first with each error: makes room for what is done about it. */
		void makeRoom(Throwable error);

		void handle(Throwable error);

	}

	PanicRecorder(List<PanicClassifier> classifiers, StandardClassifier standard, PanicDetails details, NanoClock clock,
			FatalHandler fatal) {
		this.classifiers = classifiers;
		this.standard = standard;
		this.window = new PanicWindow(clock);
		this.seen = new RecentErrors(clock);
		this.details = details;
		this.fatal = fatal;
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
	 * @param place where it was seen; the calling thread by default
	 * @param logged whether it is also logged elsewhere
	 * @return its classification
	 */
	PanicClassification record(Throwable error, PanicSource source, @Nullable PanicLocation place, boolean logged) {
		return record(error, source, place, logged, false);
	}

	/** Records an uncaught error that may be seen again further up the stack. */
	PanicClassification recordAndMark(Throwable error, PanicSource source, @Nullable PanicLocation place,
			boolean logged) {
		return record(error, source, place, logged, true);
	}

	/** Called before anything else is done about an error. */
	void makeRoom(Throwable error) {
		this.fatal.makeRoom(error);
	}

	/**
	 * A fatal error is handled before it is counted, which may fail for lack of memory.
	 */
	private PanicClassification record(Throwable error, PanicSource source, @Nullable PanicLocation place,
			boolean logged, boolean mark) {
		makeRoom(error);
		Throwable unwrapped = ErrorChain.unwrap(error);
		PanicClassification classification = null;
		try {
			PanicClassification known = mark ? this.seen.findOrMark(unwrapped) : this.seen.find(unwrapped);
			if (known != null) {
				return known;
			}
			classification = classify(unwrapped);
			endIfFatal(unwrapped, classification);
			if (mark) {
				this.seen.add(unwrapped, classification);
			}
			count(unwrapped, source, classification, place, logged);
			return classification;
		}
		catch (Throwable ex) {
			// No memory to look at it, or an error whose methods fail.
			if (classification == null) {
				PanicClassification fault = this.standard.classifyFault(unwrapped);
				classification = (fault != null) ? fault : PanicClassification.ERROR;
				endIfFatal(unwrapped, classification);
				this.counts.add(classification.severity(), source);
				this.window.panic();
			}
			return classification;
		}
	}

	private void endIfFatal(Throwable error, PanicClassification classification) {
		if (classification.severity() == PanicSeverity.FATAL) {
			this.fatal.handle(error);
		}
	}

	/** Classifies an error without recording it. */
	PanicClassification classify(Throwable error) {
		for (int i = 0; i < this.classifiers.size(); i++) {
			try {
				PanicClassification own = this.classifiers.get(i).classify(error);
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

	/** Records an error of a classifier, a reporter or a listener. */
	void callbackFailed(Throwable error) {
		this.counts.add(PanicSeverity.ERROR, PanicSource.CALLBACK);
		try {
			this.details.look(error, PanicSource.CALLBACK, PanicSeverity.ERROR, null, false);
		}
		catch (Throwable ex) {
			// It has been counted.
		}
	}

	private void count(Throwable error, PanicSource source, PanicClassification classification,
			@Nullable PanicLocation place, boolean logged) {
		PanicSeverity severity = classification.severity();
		this.counts.add(severity, source);
		if (severity.isFailure()) {
			this.window.panic();
		}
		if (severity != PanicSeverity.IGNORED) {
			this.details.look(error, source, severity, place, logged);
		}
	}

	@Override
	public void destroy() {
		this.details.close();
	}

}
