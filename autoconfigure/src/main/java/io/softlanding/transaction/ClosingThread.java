package io.softlanding.transaction;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/**
 * The thread that closes the context and calls what has to be called at its end.
 */
final class ClosingThread implements ApplicationListener<ContextClosedEvent> {

	private final ApplicationContext context;

	private volatile @Nullable Thread thread;

	ClosingThread(ApplicationContext context) {
		this.context = context;
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		// Parents hear of their children's end too.
		if (event.getApplicationContext() == this.context) {
			this.thread = Thread.currentThread();
		}
	}

	boolean is(Thread thread) {
		return this.thread == thread;
	}

}
