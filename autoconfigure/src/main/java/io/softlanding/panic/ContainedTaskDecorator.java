package io.softlanding.panic;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import org.springframework.core.task.TaskDecorator;

/**
 * Sees what escapes tasks of Spring Boot's executors. What becomes of it stays as it was.
 * A task that was submitted keeps its error for its future, where nobody can see whether
 * it is ever looked at: it counts either way.
 */
final class ContainedTaskDecorator implements TaskDecorator {

	private final TaskDecorator own;

	private final Supplier<PanicRecorder> recorder;

	/**
	 * Creates a decorator.
	 * @param own the application's, which stays inside
	 */
	ContainedTaskDecorator(TaskDecorator own, Supplier<PanicRecorder> recorder) {
		this.own = own;
		this.recorder = recorder;
	}

	@Override
	public Runnable decorate(Runnable task) {
		Runnable decorated = this.own.decorate(task);
		return () -> {
			try {
				decorated.run();
			}
			catch (Throwable ex) {
				this.recorder.get().recordAndMark(ex, PanicSource.EXECUTOR, null, null);
				throw ex;
			}
			if (task instanceof Future<?> future && future.isDone()) {
				look(future);
			}
		};
	}

	private void look(Future<?> future) {
		boolean interrupted = Thread.interrupted();
		try {
			future.get();
		}
		catch (ExecutionException ex) {
			this.recorder.get().recordAndMark(ex, PanicSource.EXECUTOR, null, null);
		}
		catch (CancellationException | InterruptedException ex) {
			// Nothing has failed.
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
