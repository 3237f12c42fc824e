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

	LeaseLockedPostProcessor(Supplier<LeaseRegistry> leases, Supplier<Duration> ttl) {
		this.leases = leases;
		this.ttl = ttl;
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
		return !name.startsWith("org.springframework.") && !name.startsWith("java.") && super.isEligible(targetClass);
	}

	private static String resolve(BeanFactory beanFactory, String text) {
		if (beanFactory instanceof ConfigurableBeanFactory configurable) {
			String resolved = configurable.resolveEmbeddedValue(text);
			return (resolved != null) ? resolved : text;
		}
		return text;
	}

}
