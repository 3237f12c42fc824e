package io.softlanding.lock;

import java.time.Duration;
import java.util.function.Supplier;

import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;

/**
 * Puts the lease around methods that are annotated with {@link LeaseLocked}, and outside
 * of everything else that is around them: a lease that is released before the transaction
 * has ended guards nothing.
 */
final class LeaseLockedPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor {

	private static final long serialVersionUID = 1L;

	private final transient Supplier<LeaseRegistry> leases;

	private final transient Supplier<Duration> ttl;

	private final transient Runnable inUse;

	/**
	 * Creates a post-processor.
	 * @param inUse called when a bean has leases; fails if their keys have no name
	 */
	LeaseLockedPostProcessor(Supplier<LeaseRegistry> leases, Supplier<Duration> ttl, Runnable inUse) {
		this.leases = leases;
		this.ttl = ttl;
		this.inUse = inUse;
		setBeforeExistingAdvisors(true);
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		super.setBeanFactory(beanFactory);
		this.advisor = new DefaultPointcutAdvisor(new AnnotationMatchingPointcut(null, LeaseLocked.class, true),
				new LeaseLockedInterceptor(this.leases, this.ttl, (text) -> resolve(beanFactory, text)));
	}

	/** Looks at the methods of the application's own classes only. */
	@Override
	protected boolean isEligible(Class<?> targetClass) {
		String name = targetClass.getName();
		boolean eligible = !name.startsWith("org.springframework.") && !name.startsWith("java.")
				&& super.isEligible(targetClass);
		if (eligible) {
			this.inUse.run();
		}
		return eligible;
	}

	private static String resolve(BeanFactory beanFactory, String text) {
		if (beanFactory instanceof ConfigurableBeanFactory configurable) {
			String resolved = configurable.resolveEmbeddedValue(text);
			return (resolved != null) ? resolved : text;
		}
		return text;
	}

}
