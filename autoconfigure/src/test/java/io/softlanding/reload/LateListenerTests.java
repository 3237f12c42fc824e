package io.softlanding.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A listener that comes back when nobody waits for it any more, and what is said
 * afterwards.
 */
class LateListenerTests {

	private static final String FIRST = """
			pricing.margin: "0.20"
			app.title: Shop
			""";

	@TempDir
	Path directory;

	private ReloadedApplication application;

	private Follower follower;

	@BeforeEach
	void start() throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), FIRST);
		this.application = ReloadedApplication.start(this.directory, Followers.class,
				"softlanding.reload.listener-timeout=1s");
		this.follower = this.application.bean(Follower.class);
	}

	@AfterEach
	void close() {
		this.follower.back.countDown();
		this.application.close();
	}

	@Test
	void whatIsCommittedTooLateIsRolledBackAgain() throws Exception {
		this.follower.late = true;
		assertThat(reload("0.30").outcome()).isEqualTo(ReloadOutcome.UNKNOWN);
		assertThat(this.follower.calls).containsExactly("rollback");
		this.follower.back.countDown();
		assertThat(this.follower.rolledBackTwice.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.follower.calls).containsExactly("rollback", "commit", "rollback");
	}

	@Test
	void whatIsUnknownIsSaidUntilAReloadIsApplied() throws Exception {
		assertThat(reloads().unknown()).isFalse();
		this.follower.late = true;
		assertThat(reload("0.30").outcome()).isEqualTo(ReloadOutcome.UNKNOWN);
		assertThat(reloads().unknown()).isTrue();
		ReloadAttempt attempt = reload("0.20");
		assertThat(attempt.outcome()).isEqualTo(ReloadOutcome.UNCHANGED);
		assertThat(attempt.message()).contains("is not known: restart this instance");
		assertThat(reloads().unknown()).isTrue();
		this.follower.late = false;
		this.follower.back.countDown();
		assertThat(this.follower.rolledBackTwice.await(10, TimeUnit.SECONDS)).isTrue();
		TimedCalls calls = this.application.bean(ReloadParts.class).calls();
		while (calls.hangs(this.follower)) {
			Thread.onSpinWait();
		}
		assertThat(reload("0.40").outcome()).isEqualTo(ReloadOutcome.APPLIED);
		assertThat(reloads().unknown()).isFalse();
		assertThat(reload("0.40").message()).isEqualTo("The files say what is in force");
	}

	@Test
	void oneThatPreparesNoStepIsRefused() throws Exception {
		this.follower.stepless = true;
		ReloadAttempt attempt = reload("0.30");
		assertThat(attempt.outcome()).as("%s", attempt).isEqualTo(ReloadOutcome.FAILED);
		assertThat(attempt.message()).isEqualTo("Listener follower has prepared no step");
		assertThat(this.application.pricing().margin()).isEqualTo("0.20");
	}

	@Test
	void nobodyIsAskedWhenTheEndpointIs() throws Exception {
		for (String margin : List.of("0.20", "0.30")) {
			this.application.write(FIRST.replace("Shop", "Store").replace("0.20", margin));
			assertThat(this.application.reload().outcome()).isEqualTo(ReloadOutcome.APPLIED);
		}
		this.follower.asked.clear();
		assertThat(reloads().restartRequired()).as("also of a reload before").containsExactly("app.title");
		assertThat(this.follower.asked).isEmpty();
		assertThat(reload("0.30").outcome()).isEqualTo(ReloadOutcome.APPLIED);
		assertThat(reloads().restartRequired()).isEmpty();
	}

	private ReloadAttempt reload(String margin) throws IOException {
		return this.application.write(FIRST.replace("0.20", margin)).reload();
	}

	private ReloadsEndpoint.Reloads reloads() {
		return new ReloadsEndpoint(this.application.bean(ReloadParts.class), this.application.bean(ReloadHistory.class))
			.reloads();
	}

	@Configuration(proxyBeanMethods = false)
	static class Followers {

		@Bean
		Follower follower() {
			return new Follower();
		}

	}

	static final class Follower implements ReloadListener {

		private final List<String> calls = new CopyOnWriteArrayList<>();

		private final List<String> asked = new CopyOnWriteArrayList<>();

		private final CountDownLatch back = new CountDownLatch(1);

		private final CountDownLatch rolledBackTwice = new CountDownLatch(2);

		private volatile boolean late;

		private volatile boolean stepless;

		@Override
		public String name() {
			return "follower";
		}

		@Override
		public boolean applies(String key) {
			this.asked.add(key);
			return false;
		}

		@Override
		public Step prepare(Snapshot old, Snapshot next) {
			return this.stepless ? null : new Step() {

				@Override
				public void commit() {
					if (Follower.this.late) {
						awaitUninterruptibly();
					}
					Follower.this.calls.add("commit");
				}

				@Override
				public void rollback() {
					Follower.this.calls.add("rollback");
					Follower.this.rolledBackTwice.countDown();
				}

			};
		}

		private void awaitUninterruptibly() {
			while (this.back.getCount() > 0) {
				try {
					this.back.await(10, TimeUnit.SECONDS);
				}
				catch (InterruptedException ex) {
					// As bad listeners do.
				}
			}
		}

	}

}
