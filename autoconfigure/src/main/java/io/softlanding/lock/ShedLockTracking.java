package io.softlanding.lock;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import org.aopalliance.intercept.MethodInterceptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.util.ReflectionUtils;

/**
 * Puts every ShedLock provider behind one that notes its locks. It stays what it was
 * declared as.
 */
final class ShedLockTracking implements BeanPostProcessor {

	private static final Logger logger = LoggerFactory.getLogger(ShedLockTracking.class);

	private final AtomicBoolean said = new AtomicBoolean();

	private final Supplier<ShedLocks> locks;

	ShedLockTracking(Supplier<ShedLocks> locks) {
		this.locks = locks;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (!(bean instanceof LockProvider provider)) {
			return bean;
		}
		if (deletesWithoutAsking(provider) && this.said.compareAndSet(false, true)) {
			logger.warn(
					"The lock provider '{}' frees a lock of which it does not know that it is its own: a task that "
							+ "outlives lockAtMostFor frees that of another instance. Build it with safeUpdate(true).",
					beanName);
		}
		ProxyFactory factory = new ProxyFactory(provider);
		factory.setProxyTargetClass(!Modifier.isFinal(bean.getClass().getModifiers()));
		factory.addAdvice((MethodInterceptor) (invocation) -> {
			Object[] arguments = invocation.getArguments();
			if (arguments.length == 1 && arguments[0] instanceof LockConfiguration configuration
					&& invocation.getMethod().getName().equals("lock")) {
				return this.locks.get().lock(provider, configuration);
			}
			return invocation.proceed();
		});
		return factory.getProxy(bean.getClass().getClassLoader());
	}

	/** As far as can be seen: it has no way to ask. */
	private static boolean deletesWithoutAsking(LockProvider provider) {
		if (provider.getClass().getName().equals(ShedLocks.KEEPS_ALIVE)) {
			Field wrapped = ReflectionUtils.findField(provider.getClass(), "wrapped");
			return wrapped != null && get(wrapped, provider) instanceof LockProvider inner
					&& deletesWithoutAsking(inner);
		}
		if (!provider.getClass().getName().startsWith("net.javacrumbs.shedlock.provider.redis.")) {
			return false;
		}
		try {
			Field inner = ReflectionUtils.findField(provider.getClass(), "internalRedisLockProvider");
			Object target = (inner != null) ? get(inner, provider) : provider;
			Field safe = (target != null) ? ReflectionUtils.findField(target.getClass(), "safeUpdate") : null;
			return safe != null && Boolean.FALSE.equals(get(safe, target));
		}
		catch (RuntimeException ex) {
			logger.debug("Nobody knows how {} unlocks", provider.getClass(), ex);
			return false;
		}
	}

	private static Object get(Field field, Object target) {
		ReflectionUtils.makeAccessible(field);
		return ReflectionUtils.getField(field, target);
	}

}
