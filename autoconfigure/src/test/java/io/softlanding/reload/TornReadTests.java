/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

import io.softlanding.time.NanoClock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Readers that look for two values that do not belong together, while a writer reloads as
 * fast as it can.
 */
@Tag("first-leg")
class TornReadTests {

	private static final int RELOADS = 10_000;

	private static final int TAKEN_BACK = 1_000;

	@TempDir
	Path directory;

	private final AtomicBoolean ended = new AtomicBoolean();

	private final AtomicLong reads = new AtomicLong();

	private final AtomicLong torn = new AtomicLong();

	@Test
	void noReaderSeesHalfAReloadThatIsRolledBack() throws Exception {
		Files.writeString(this.directory.resolve("application.properties"),
				"pricing.margin=1\npricing.cache-for=1s\ndiscount.percent=1\n");
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			SnapshotStore store = application.bean(SnapshotStore.class);
			List<Thread> readers = new ArrayList<>();
			readers.add(wholeSnapshots(store.reloadable(Pricing.class)));
			for (int i = 2; i <= TAKEN_BACK; i++) {
				ReloadListener listener = (i % 2 == 0) ? TornReadTests::failing
						: (old, next) -> ReloadListener.Step.NONE;
				Reloader reloader = reloader(application, settings(i), List.of(listener));
				BoundSnapshot before = store.current();
				ReloadAttempt attempt = reloader.reload(ReloadTrigger.SIGNAL);
				assertThat(attempt.outcome()).as("%s", attempt)
					.isEqualTo((i % 2 == 0) ? ReloadOutcome.FAILED : ReloadOutcome.APPLIED);
				assertThat(store.current() == before).isEqualTo(i % 2 == 0);
				assertThat(store.reloadable(Pricing.class).get()).isSameAs(store.current().get(Pricing.class));
				assertThat(store.reloadable(Discount.class).get()).isSameAs(store.current().get(Discount.class));
			}
			this.ended.set(true);
			for (Thread reader : readers) {
				reader.join(10_000);
			}
			assertThat(this.reads).hasValueGreaterThan(TAKEN_BACK);
			assertThat(this.torn).hasValue(0);
		}
	}

	private static ReloadListener.Step failing(Snapshot old, Snapshot next) {
		return () -> {
			throw new IllegalStateException("on purpose");
		};
	}

	private Thread wholeSnapshots(Reloadable<Pricing> pricing) {
		return reader(() -> {
			Snapshot snapshot = pricing.snapshot();
			Pricing one = snapshot.get(Pricing.class);
			Discount other = snapshot.get(Discount.class);
			return one.margin().intValue() == other.percent() && one.cacheFor().toSeconds() == other.percent();
		});
	}

	@Test
	void noReaderSeesHalfAReload() throws Exception {
		Files.writeString(this.directory.resolve("application.properties"),
				"pricing.margin=1\npricing.cache-for=1s\ndiscount.percent=1\n");
		try (ReloadedApplication application = ReloadedApplication.start(this.directory)) {
			SnapshotStore store = application.bean(SnapshotStore.class);
			Reloadable<Pricing> pricing = store.reloadable(Pricing.class);
			Reloadable<Discount> discount = store.reloadable(Discount.class);
			List<Thread> readers = new ArrayList<>();
			readers.add(wholeSnapshots(pricing));
			// What was seen later is never older.
			readers.add(reader(() -> pricing.get().margin().intValue() <= discount.get().percent()));
			readers.add(reader(() -> discount.get().percent() <= pricing.get().margin().intValue()));
			for (int i = 2; i <= RELOADS + 1; i++) {
				Settings settings = settings(i);
				Reloader reloader = reloader(application, settings, List.of());
				ReloadAttempt attempt = reloader.reload(ReloadTrigger.SIGNAL);
				assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.APPLIED);
			}
			this.ended.set(true);
			for (Thread reader : readers) {
				reader.join(10_000);
			}
			assertThat(store.current().generation()).isEqualTo(RELOADS + 1);
			assertThat(this.reads).hasValueGreaterThan(RELOADS);
			assertThat(this.torn).hasValue(0);
		}
	}

	private Thread reader(BooleanSupplier whole) {
		Thread thread = new Thread(() -> {
			while (!this.ended.get()) {
				if (!whole.getAsBoolean()) {
					this.torn.incrementAndGet();
				}
				this.reads.incrementAndGet();
				// Two cores only, and the writer wants one.
				Thread.yield();
			}
		}, "reader");
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	private static Reloader reloader(ReloadedApplication application, Settings settings,
			List<ReloadListener> listeners) {
		ConfigData data = application.bean(ConfigData.class);
		StableReader files = new StableReader(data, application.bean(ProblemTexts.class), NanoClock.SYSTEM) {

			@Override
			Settings read(Settings current, ReloadProperties limits, boolean force, Duration timeout) {
				return settings;
			}

		};
		return ReloadedApplication.reloader(application.context(),
				ReloadedApplication.reader(application.context(), files, Duration.ofSeconds(10)), data,
				new MountPoints(Path.of("none")), listeners);
	}

	/** As from a file, which would take most of the time. */
	private static Settings settings(int value) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new MapPropertySource("Config resource 'memory'",
					Map.of("pricing.margin", value, "pricing.cache-for", value + "s", "discount.percent", value)));
		return Settings.of(environment);
	}

}
