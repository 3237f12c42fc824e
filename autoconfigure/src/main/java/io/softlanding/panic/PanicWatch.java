package io.softlanding.panic;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.softlanding.drain.DrainThread;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * The clock of this package: a daemon thread that ticks four times a second, from the
 * start of the context to its end. One that fails leaves the others their turn.
 */
final class PanicWatch implements SmartInitializingSingleton, DisposableBean {

	private static final long TICK_MILLIS = 1000 / PanicWindow.TICKS_A_SECOND;

	private final Supplier<List<Periodic>> beans;

	private final Consumer<Throwable> failed;

	private final CountDownLatch ended = new CountDownLatch(1);

	/**
	 * Creates a clock that does not tick yet.
	 * @param beans what to tick, asked for once
	 * @param failed told what one of them throws
	 */
	PanicWatch(Supplier<List<Periodic>> beans, Consumer<Throwable> failed) {
		this.beans = beans;
		this.failed = failed;
	}

	@Override
	public void afterSingletonsInstantiated() {
		List<Periodic> periodic = List.copyOf(this.beans.get());
		new DrainThread("panic-watch", () -> run(periodic)).start();
	}

	private void run(List<Periodic> periodic) {
		try {
			while (!this.ended.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
				tick(periodic);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void tick(List<Periodic> periodic) {
		for (int i = 0; i < periodic.size(); i++) {
			try {
				periodic.get(i).tick();
			}
			catch (Throwable ex) {
				this.failed.accept(ex);
			}
		}
	}

	@Override
	public void destroy() {
		this.ended.countDown();
	}

}
