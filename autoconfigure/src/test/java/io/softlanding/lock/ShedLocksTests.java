package io.softlanding.lock;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.softlanding.drain.DrainOutcome;
import io.softlanding.drain.DrainResult;
import io.softlanding.drain.NanoClock;
import io.softlanding.drain.StubDrainContext;
import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.provider.redis.spring.RedisLockProvider;
import net.javacrumbs.shedlock.support.KeepAliveLockProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
@ExtendWith({ ServersExtension.class, OutputCaptureExtension.class })
class ShedLocksTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final String name = UUID.randomUUID().toString();

	private ApplicationContextRunner runner;

	@BeforeEach
	void configure(ServerAddresses servers) {
		this.runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ShedLockAutoConfiguration.class))
			.withBean(LettuceConnectionFactory.class,
					() -> new LettuceConnectionFactory(servers.redisHost(), servers.redisPort()));
	}

	@Configuration(proxyBeanMethods = false)
	static class Plain {

		@Bean
		RedisLockProvider locks(RedisConnectionFactory connections) {
			return new RedisLockProvider(connections);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class KeptAlive {

		@Bean(destroyMethod = "shutdownNow")
		ScheduledExecutorService threads() {
			return Executors.newSingleThreadScheduledExecutor();
		}

		@Bean
		LockProvider locks(RedisConnectionFactory connections, ScheduledExecutorService threads) {
			return new KeepAliveLockProvider(new RedisLockProvider(connections), threads);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Safe {

		@Bean
		LockProvider locks(RedisConnectionFactory connections) {
			return new RedisLockProvider.Builder(connections).safeUpdate(true).build();
		}

	}

	@Test
	void aTaskThatEndsHasUnlocked() {
		this.runner.withUserConfiguration(Plain.class).run((context) -> {
			RedisLockProvider locks = context.getBean(RedisLockProvider.class);
			SimpleLock lock = lock(locks, LONG).orElseThrow();
			assertThat(lock(locks, LONG)).isEmpty();
			StubDrainContext drain = new StubDrainContext(Duration.ofSeconds(20));
			FutureTask<DrainResult> result = new FutureTask<>(
					() -> context.getBean(ShedLocksParticipant.class).drain(drain));
			new Thread(result).start();
			while (drain.lines().isEmpty()) {
				Thread.onSpinWait();
			}
			assertThat(drain.lines().get(0)).contains(this.name);
			lock.unlock();
			assertThat(result.get(20, TimeUnit.SECONDS).summary()).isEqualTo("1 released");
			assertThat(lock(locks, LONG)).as("no new ones").isEmpty();
		});
	}

	@Test
	void aTaskThatEndsAfterItWasGivenUpUnlocksAllTheSame() {
		this.runner.withUserConfiguration(Safe.class).run((context) -> {
			SimpleLock lock = lock(context.getBean(LockProvider.class), LONG).orElseThrow();
			assertThat(context.getBean(ShedLocksParticipant.class)
				.drain(new StubDrainContext(Duration.ofMillis(200)))
				.summary()).isEqualTo("1 abandoned");
			lock.unlock();
			assertThat(lockElsewhere(context.getBean(RedisConnectionFactory.class))).as("free").isPresent();
		});
	}

	@Test
	void aLockThatWasExtendedEndsAsOneWithTheFirst() {
		this.runner.withUserConfiguration(Plain.class).run((context) -> {
			RedisLockProvider locks = context.getBean(RedisLockProvider.class);
			SimpleLock lock = lock(locks, LONG).orElseThrow();
			StubDrainContext drain = new StubDrainContext(Duration.ofSeconds(20));
			FutureTask<DrainResult> result = new FutureTask<>(
					() -> context.getBean(ShedLocksParticipant.class).drain(drain));
			new Thread(result).start();
			while (drain.lines().isEmpty()) {
				Thread.onSpinWait();
			}
			lock.extend(LONG, Duration.ZERO).orElseThrow().unlock();
			assertThat(result.get(10, TimeUnit.SECONDS).summary()).isIn("1 released", "2 released");
			lock.unlock();
			assertThat(lockElsewhere(context.getBean(RedisConnectionFactory.class))).as("free").isPresent();
		});
	}

	@Test
	void aTaskThatStillRunsKeepsItsLock() {
		this.runner.withUserConfiguration(Safe.class).run((context) -> {
			LockProvider locks = context.getBean(LockProvider.class);
			lock(locks, LONG).orElseThrow();
			DrainResult result = context.getBean(ShedLocksParticipant.class)
				.drain(new StubDrainContext(Duration.ofMillis(200)));
			assertThat(result.outcome()).isEqualTo(DrainOutcome.FAILED);
			assertThat(result.summary()).isEqualTo("1 abandoned");
			assertThat(result.details().toString()).contains(this.name);
			assertThat(lockElsewhere(context.getBean(RedisConnectionFactory.class))).as("still held").isEmpty();
		});
	}

	@Test
	void aLockWhoseThreadHasEndedIsUnlocked() {
		this.runner.withUserConfiguration(Plain.class).run((context) -> {
			LockProvider locks = context.getBean(LockProvider.class);
			Thread thread = new Thread(() -> lock(locks, LONG).orElseThrow());
			thread.start();
			thread.join();
			assertThat(context.getBean(ShedLocksParticipant.class)
				.drain(new StubDrainContext(Duration.ofSeconds(20)))
				.summary()).isEqualTo("1 released");
			assertThat(lockElsewhere(context.getBean(RedisConnectionFactory.class))).isPresent();
		});
	}

	@Test
	void aLockThatHasLapsedIsNotFreedForWhoHasItNow() {
		this.runner.withUserConfiguration(Plain.class).run((context) -> {
			SimpleLock lapsed = lock(context.getBean(LockProvider.class), Duration.ofMillis(50)).orElseThrow();
			Optional<SimpleLock> theirs = Optional.empty();
			while (theirs.isEmpty()) {
				theirs = lockElsewhere(context.getBean(RedisConnectionFactory.class));
			}
			lapsed.unlock();
			assertThat(lockElsewhere(context.getBean(RedisConnectionFactory.class))).as("still theirs").isEmpty();
		});
	}

	@Test
	void anExtendedLockIsTrackedOn() {
		this.runner.withUserConfiguration(Plain.class).run((context) -> {
			SimpleLock lock = lock(context.getBean(LockProvider.class), LONG).orElseThrow();
			SimpleLock extended = lock.extend(LONG.multipliedBy(2), Duration.ZERO).orElseThrow();
			ShedLocks locks = context.getBean(ShedLocks.class);
			assertThat(locks.held()).singleElement()
				.satisfies((held) -> assertThat(held.heldFor()).isGreaterThan(LONG));
			extended.unlock();
			assertThat(locks.held()).isEmpty();
			assertThat(lockElsewhere(context.getBean(RedisConnectionFactory.class))).isPresent();
		});
	}

	@Test
	void aLockThatIsKeptAliveIsUnlockedHoweverLongItWasHeld() {
		List<String> calls = new CopyOnWriteArrayList<>();
		ShedLocks locks = new ShedLocks(LeaseHolder.of(List.of()), NanoClock.SYSTEM);
		LockConfiguration configuration = new LockConfiguration(Instant.now(), this.name, Duration.ofSeconds(30),
				Duration.ZERO);
		TrackedShedLock lock = new TrackedShedLock(this.name, configuration.getLockAtMostFor(),
				() -> calls.add("unlock"), new LeaseHolder(Thread.currentThread(), null),
				System.nanoTime() - TimeUnit.MINUTES.toNanos(5), true, NanoClock.SYSTEM, locks);
		locks.track(lock);
		lock.unlock();
		assertThat(calls).containsExactly("unlock");
		assertThat(lock.outcome()).isEqualTo(LeaseOutcome.RELEASED);
	}

	@Test
	void aProviderThatFailsIsTriedAgain() throws Exception {
		AtomicInteger failures = new AtomicInteger(2);
		ShedLocks locks = new ShedLocks(LeaseHolder.of(List.of()), NanoClock.SYSTEM);
		Thread ended = new Thread();
		locks.track(new TrackedShedLock(this.name, LONG, () -> {
			if (failures.getAndDecrement() > 0) {
				throw new IllegalStateException("connection reset");
			}
		}, new LeaseHolder(ended, null), System.nanoTime(), false, NanoClock.SYSTEM, locks));
		ended.start();
		ended.join();
		assertThat(new ShedLocksParticipant(locks, NanoClock.SYSTEM).drain(new StubDrainContext(Duration.ofSeconds(20)))
			.summary()).isEqualTo("1 released");
	}

	@Test
	void unlockingWithoutAskingIsSaidOnceAtStartUp(CapturedOutput output) {
		this.runner.withUserConfiguration(Plain.class).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("safeUpdate(true)");
	}

	@Test
	void unlockingWithoutAskingIsSaidOfWhatIsKeptAliveToo(CapturedOutput output) {
		this.runner.withUserConfiguration(KeptAlive.class).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("safeUpdate(true)");
	}

	@Test
	void aProviderThatAsksIsFine(CapturedOutput output) {
		this.runner.withUserConfiguration(Safe.class).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("safeUpdate");
	}

	@Test
	void withoutShedLockNothingOfItIsLoaded() {
		this.runner.withClassLoader(new FilteredClassLoader("net.javacrumbs.shedlock"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("softlandingShedLocksParticipant"));
		this.runner.withPropertyValues("softlanding.lock.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ShedLocks.class));
	}

	private Optional<SimpleLock> lock(LockProvider locks, Duration atMost) {
		return locks.lock(new LockConfiguration(Instant.now(), this.name, atMost, Duration.ZERO));
	}

	private Optional<SimpleLock> lockElsewhere(RedisConnectionFactory connections) {
		return lock(new RedisLockProvider(connections), LONG);
	}

}
