package guest;
//WHAT a poller of Spring Integration in the middle of its transaction of 3 s
//DEPS integration jdbc com.h2database:h2
//GRACE 20s
//AFTER ^begun
//SIGNAL TERM 500
//SQL done select count(case when name = 'done' then 1 end) from event
//WANT done=[1-9]\d*
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.integration.dsl.*;
import org.springframework.jdbc.core.*;
import org.springframework.transaction.support.*;

@SpringBootApplication
public class IntegrationPoller {

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transactions;

	IntegrationPoller(JdbcTemplate jdbc, TransactionTemplate transactions) {
		this.jdbc = jdbc;
		this.transactions = transactions;
	}

	public static void main(String[] args) {
		SpringApplication.run(IntegrationPoller.class, args);
	}

	private void write() {
		this.transactions.executeWithoutResult((status) -> {
			this.jdbc.update("insert into event values ('begun')");
			System.out.println("begun");
			sleep(3000);
			this.jdbc.update("insert into event values ('done')");
		});
	}

	@Bean
	IntegrationFlow flow() {
		return IntegrationFlow.fromSupplier(() -> "message", (source) -> source.poller((pollers) -> pollers.fixedDelay(100)))
			.handle((message) -> write())
			.get();
	}

	static void sleep(long millis) {
		try {
			Thread.sleep(millis);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
