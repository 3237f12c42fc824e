package io.softlanding.transaction;

import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.util.Arrays;
import java.util.List;

import javax.sql.DataSource;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopConfigException;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.NameMatchMethodPointcutAdvisor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.util.ClassUtils;

/**
 * Listens to every transaction manager, and puts every data source behind a proxy that
 * tracks its connections. The proxy is a subclass where that is possible, so that a pool
 * can still be injected and resized as what it is.
 */
final class ConnectionTracking implements BeanPostProcessor {

	/** Tracks what a data source gives out. */
	private record Checkout(TrackedDataSource dataSource) implements MethodInterceptor {

		@Override
		public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
			Object connection = invocation.proceed();
			return (connection instanceof Connection opened) ? this.dataSource.track(opened) : connection;
		}

	}

	private final ObjectProvider<OpenTransactions> transactions;

	private final ObjectProvider<DatabaseDialect> dialects;

	private final ObjectProvider<Pool> pools;

	ConnectionTracking(ObjectProvider<OpenTransactions> transactions, ObjectProvider<DatabaseDialect> dialects,
			ObjectProvider<Pool> pools) {
		this.transactions = transactions;
		this.dialects = dialects;
		this.pools = pools;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		if (bean instanceof ConfigurableTransactionManager transactions
				&& !(bean instanceof ReactiveTransactionManager)) {
			listen(transactions);
		}
		return (bean instanceof DataSource dataSource) ? track(dataSource, name) : bean;
	}

	private void listen(ConfigurableTransactionManager source) {
		if (source.getTransactionExecutionListeners().stream().noneMatch(RootTransactions.class::isInstance)) {
			source.addListener(new RootTransactions(this.transactions.getObject()));
		}
	}

	private DataSource track(DataSource dataSource, String name) {
		if (isTracked(dataSource)) {
			return dataSource;
		}
		if (dataSource instanceof DelegatingDataSource delegating) {
			// Its connections may be proxies that open the real one later.
			DataSource target = delegating.getTargetDataSource();
			if (target != null) {
				delegating.setTargetDataSource(track(target, name));
			}
			return dataSource;
		}
		OpenTransactions transactions = this.transactions.getObject();
		TrackedDataSource tracked = new TrackedDataSource(name, dataSource, transactions,
				this.dialects.orderedStream().toList(), this.pools.orderedStream().toList());
		transactions.add(tracked);
		tracked.advise();
		return (DataSource) proxy(dataSource, new Checkout(tracked));
	}

	private static boolean isTracked(DataSource dataSource) {
		return dataSource instanceof Advised advised
				&& Arrays.stream(advised.getAdvisors()).anyMatch((advisor) -> advisor.getAdvice() instanceof Checkout);
	}

	private static Object proxy(DataSource dataSource, MethodInterceptor tracking) {
		NameMatchMethodPointcutAdvisor advisor = new NameMatchMethodPointcutAdvisor(tracking);
		advisor.setMappedName("getConnection");
		ProxyFactory factory = new ProxyFactory();
		factory.setTarget(dataSource);
		factory.addAdvisor(advisor);
		List.of(ClassUtils.getAllInterfacesForClass(dataSource.getClass())).forEach(factory::addInterface);
		ClassLoader own = ConnectionTracking.class.getClassLoader();
		ClassLoader theirs = dataSource.getClass().getClassLoader();
		ClassLoader loader = ClassUtils.isVisible(ConnectionTracking.class, theirs) ? theirs : own;
		if (!Modifier.isFinal(dataSource.getClass().getModifiers())) {
			try {
				factory.setProxyTargetClass(true);
				return factory.getProxy(loader);
			}
			catch (AopConfigException ex) {
				factory.setProxyTargetClass(false);
			}
		}
		return factory.getProxy(loader);
	}

}
