package io.softlanding.transaction;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Observes the physical connections of HikariCP's pools, before they start. A pool that
 * has started in its constructor is left alone.
 */
final class HikariTracking implements BeanPostProcessor {

	private final ObjectProvider<ConnectionTracking> tracking;

	HikariTracking(ObjectProvider<ConnectionTracking> tracking) {
		this.tracking = tracking;
	}

	/** Before other post-processors put a pool behind an object of their own. */
	@Override
	public Object postProcessBeforeInitialization(Object bean, String name) {
		if (bean instanceof HikariDataSource pool) {
			observe(pool, name);
		}
		return bean;
	}

	/** Pools that are no beans, behind one that chooses among them. */
	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		if (bean instanceof DataSource dataSource && !(bean instanceof HikariDataSource)) {
			for (DataSource behind : DataSources.behind(dataSource)) {
				if (behind instanceof HikariDataSource pool) {
					observe(pool, name);
				}
			}
		}
		return bean;
	}

	private void observe(HikariDataSource pool, String name) {
		ConnectionTracking tracking = this.tracking.getObject();
		if (!tracking.isExcluded(name)) {
			HikariPool.observe(name, pool, tracking.transactions(), tracking.dialects());
		}
	}

}
