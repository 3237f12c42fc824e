package guest;
//WHAT an outbox poller (@Scheduled) in the middle of its transaction of 3 s
//DEPS jdbc com.h2database:h2
//GRACE 20s
//AFTER ^begun
//SIGNAL TERM 500
//SQL done select count(case when name = 'done' then 1 end) from event
//WANT done=[1-9]\d*
//SAMPLE
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.jdbc.core.*;
import org.springframework.scheduling.annotation.*;
import org.springframework.transaction.support.*;

@SpringBootApplication
@EnableScheduling
public class OutboxPoller {

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transactions;

	OutboxPoller(JdbcTemplate jdbc, TransactionTemplate transactions) {
		this.jdbc = jdbc;
		this.transactions = transactions;
	}

	public static void main(String[] args) {
		SpringApplication.run(OutboxPoller.class, args);
	}

	@Scheduled(fixedDelay = 100)
	void write() {
		this.transactions.executeWithoutResult((status) -> {
			this.jdbc.update("insert into event values ('begun')");
			System.out.println("begun");
			sleep(3000);
			this.jdbc.update("insert into event values ('done')");
		});
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
