package guest;
//WHAT 50 events written by a child context through its parent's data source; the application closes the parent
//DEPS jdbc com.h2database:h2
//GRACE 20s
//AFTER ^started
//SQL rows select count(*) from event
//WANT rows=50
import java.util.concurrent.*;
import org.springframework.beans.factory.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.boot.builder.*;
import org.springframework.context.*;
import org.springframework.context.annotation.*;
import org.springframework.jdbc.core.*;
import org.springframework.transaction.support.*;

public class HierarchyParentClosed {

	public static void main(String[] args) throws Exception {
		SpringApplicationBuilder builder = new SpringApplicationBuilder(Parent.class);
		parent = builder.run(args);
		ConfigurableApplicationContext child = builder.child(Child.class).run(args);
		System.out.println("started");
		parent.close();
	}

	private static ConfigurableApplicationContext parent;

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Parent {

		private final ExecutorService pool = Executors.newSingleThreadExecutor();

		@Bean
		ExecutorService pool() {
			return this.pool;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Child {

		@Bean
		Flush flush(JdbcTemplate jdbc, TransactionTemplate transactions) {
			return new Flush(jdbc, transactions);
		}

	}

	record Flush(JdbcTemplate jdbc, TransactionTemplate transactions) implements DisposableBean {

		@Override
		public void destroy() throws InterruptedException {
			Thread writer = new Thread(() -> this.transactions.executeWithoutResult((status) -> {
				for (int i = 0; i < 50; i++) {
					this.jdbc.update("insert into event values (?)", "event " + i);
				}
			}));
			writer.start();
			writer.join();
		}

	}

}
