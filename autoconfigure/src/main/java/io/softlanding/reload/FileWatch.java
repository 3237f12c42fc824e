/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.softlanding.process.SoftlandingThread;
import io.softlanding.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Reloads when two checks in a row have found the same changed content. An invalid change
 * is tried once, and so is the change that reverts it. What failed for another reason is
 * tried again at growing intervals.
 */
final class FileWatch implements SmartLifecycle, ReloadListener {

	private static final Logger logger = LoggerFactory.getLogger(FileWatch.class);

	private static final int LONGEST_PAUSE_POLLS = 64;

	private final Supplier<BoundSnapshot> current;

	private final Supplier<@Nullable String> refusal;

	private final Supplier<ReloadAttempt> reload;

	private final MountPoints mounts;

	private final NanoClock clock;

	/** Guarded by this for writing. */
	private volatile @Nullable Thread watcher;

	/** Guarded by this. */
	private boolean started;

	/** Used by the watcher only, as are the next fields. */
	private @Nullable String seen;

	private @Nullable ConfigFiles files;

	private @Nullable BoundSnapshot filesOf;

	private @Nullable String tried;

	private long triedGeneration;

	/** Number of polls before the next attempt; 0 if there is none. */
	private int pausePolls;

	private int pausedPolls;

	private boolean warned;

	FileWatch(Supplier<BoundSnapshot> current, Supplier<@Nullable String> refusal, Supplier<ReloadAttempt> reload,
			MountPoints mounts, NanoClock clock) {
		this.current = current;
		this.refusal = refusal;
		this.reload = reload;
		this.mounts = mounts;
		this.clock = clock;
	}

	@Override
	public String name() {
		return "file-watch";
	}

	@Override
	public Step prepare(Snapshot old, Snapshot next) {
		boolean before = old.get(ReloadProperties.class).watch().enabled();
		boolean after = next.get(ReloadProperties.class).watch().enabled();
		return (before == after) ? Step.NONE : Step.of(() -> watch(after), () -> watch(before));
	}

	private synchronized void watch(boolean enabled) {
		Thread running = this.watcher;
		if (enabled && this.started && running == null) {
			Thread thread = new SoftlandingThread("reload-watch", this::run);
			// The application's classes may have another one, as with Spring Boot's
			// devtools.
			thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
			this.watcher = thread;
			thread.start();
		}
		else if ((!enabled || !this.started) && running != null) {
			// Not interrupted: it may be reloading.
			this.watcher = null;
			notifyAll();
		}
	}

	private void run() {
		while (this.watcher == Thread.currentThread()) {
			try {
				pause(this.current.get().get(ReloadProperties.class).watch().interval().toNanos());
				if (this.watcher == Thread.currentThread()) {
					poll();
				}
			}
			catch (InterruptedException ex) {
				return;
			}
			catch (RuntimeException | Error ex) {
				logger.warn("The configuration files could not be checked for changes: {}", ex.getClass().getName());
			}
		}
	}

	private synchronized void pause(long nanos) throws InterruptedException {
		long end = this.clock.nanoTime() + nanos;
		long left = nanos;
		while (left > 0 && this.watcher == Thread.currentThread()) {
			TimeUnit.NANOSECONDS.timedWait(this, left);
			left = end - this.clock.nanoTime();
		}
	}

	void poll() {
		if (this.refusal.get() != null) {
			return;
		}
		BoundSnapshot snapshot = this.current.get();
		warnOfMounts(snapshot);
		ConfigFiles files = this.files;
		if (files == null || snapshot != this.filesOf) {
			files = ConfigFiles.of(snapshot.settings().environment());
			this.files = files;
			this.filesOf = snapshot;
		}
		long maxBytes = snapshot.get(ReloadProperties.class).maxFileSize().toBytes();
		String digest = files.digest(maxBytes);
		if (digest.equals(this.seen) && isDue(digest, snapshot)) {
			attempt(digest, snapshot);
			if (!digest.equals(files.digest(maxBytes))) {
				// What was read may differ from what was seen, which may come back.
				this.tried = null;
			}
		}
		this.seen = digest;
	}

	private boolean isDue(String digest, BoundSnapshot snapshot) {
		if (!digest.equals(this.tried) || snapshot.generation() != this.triedGeneration) {
			this.pausePolls = 0;
			return true;
		}
		return this.pausePolls > 0 && ++this.pausedPolls > this.pausePolls;
	}

	private void attempt(String digest, BoundSnapshot snapshot) {
		this.tried = digest;
		this.triedGeneration = snapshot.generation();
		this.pausePolls = Math.min(Math.max(1, 2 * this.pausePolls), LONGEST_PAUSE_POLLS);
		this.pausedPolls = 0;
		ReloadAttempt attempt = this.reload.get();
		this.triedGeneration = attempt.generation();
		if (attempt.outcome() == ReloadOutcome.BUSY || attempt.outcome() == ReloadOutcome.REFUSED) {
			// The files were not read.
			this.tried = null;
		}
		else if (!attempt.mayPass()) {
			this.pausePolls = 0;
		}
	}

	private void warnOfMounts(BoundSnapshot snapshot) {
		if (!this.warned) {
			this.warned = true;
			this.mounts.warning(snapshot.settings())
				.ifPresent((text) -> logger.warn("Changes will not be detected: {}", text));
		}
	}

	@Override
	public void start() {
		synchronized (this) {
			this.started = true;
		}
		watch(this.current.get().get(ReloadProperties.class).watch().enabled());
	}

	@Override
	public void stop() {
		synchronized (this) {
			this.started = false;
		}
		watch(false);
	}

	/** Stops late, so that no drain waits for it. During a drain it does not reload. */
	@Override
	public int getPhase() {
		return 0;
	}

	@Override
	public synchronized boolean isRunning() {
		return this.started;
	}

}
