package io.softlanding.panic;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * The errors that were seen a short while ago: what an inner source has seen is seen by
 * an outer one too. Keeps no error alive.
 *
 * <p>
 * Errors without a stack are not remembered. The virtual machine and some libraries throw
 * the same object again and again, and each time it is another panic.
 */
final class SeenErrors {

	private static final int SLOTS = 1024;

	private final AtomicReferenceArray<@Nullable Mark> marks = new AtomicReferenceArray<>(SLOTS);

	private static final class Mark extends WeakReference<Throwable> {

		private final PanicClassification classification;

		Mark(Throwable error, PanicClassification classification) {
			super(error);
			this.classification = classification;
		}

	}

	void add(Throwable error, PanicClassification classification) {
		if (ErrorChain.stackOf(error).length > 0) {
			this.marks.set(slot(error), new Mark(error, classification));
		}
	}

	/**
	 * Finds what was said of an error, or of one that it was wrapped around.
	 * @return what it was taken for, or {@code null} if it was not seen
	 */
	@Nullable PanicClassification find(Throwable error) {
		Throwable next = error;
		for (int depth = 0; depth < 8 && next != null; depth++) {
			Mark mark = this.marks.get(slot(next));
			if (mark != null && mark.refersTo(next)) {
				return mark.classification;
			}
			next = ErrorChain.causeOf(next);
		}
		return null;
	}

	private static int slot(Throwable error) {
		return System.identityHashCode(error) & (SLOTS - 1);
	}

}
