package io.softlanding.lock;

import io.softlanding.drain.CurrentWork;
import io.softlanding.drain.NanoClock;
import net.javacrumbs.shedlock.core.LockProvider;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of ShedLock's locks in the drain, whatever they are kept in.
 *
 * @since 0.1
 */
@AutoConfiguration
@ConditionalOnProperty(prefix = "softlanding", name = { "enabled", "lock.enabled" }, matchIfMissing = true)
@ConditionalOnClass({ LockProvider.class, ProxyFactory.class })
public final class ShedLockAutoConfiguration {

	@Bean
	static ShedLockTracking softlandingShedLockTracking(ObjectProvider<ShedLocks> locks) {
		return new ShedLockTracking(locks::getObject);
	}

	@Bean
	ShedLocks softlandingShedLocks(ObjectProvider<CurrentWork> works) {
		return new ShedLocks(LeaseHolder.of(works.orderedStream().toList()), NanoClock.SYSTEM);
	}

	@Bean
	ShedLocksParticipant softlandingShedLocksParticipant(ShedLocks locks) {
		return new ShedLocksParticipant(locks, NanoClock.SYSTEM);
	}

}
