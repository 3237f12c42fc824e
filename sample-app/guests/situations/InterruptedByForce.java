package guest;
//WHAT a transaction of 30 s joined in @PreDestroy, grace period 10 s: too long for both
//DEPS jdbc com.h2database:h2
//GRACE 10s
//SIGNAL TERM 300
//WANT exit=143|124
import jakarta.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.jdbc.core.*;
import org.springframework.transaction.support.*;

@SpringBootApplication
public class InterruptedByForce {

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transactions;

	InterruptedByForce(JdbcTemplate jdbc, TransactionTemplate transactions) {
		this.jdbc = jdbc;
		this.transactions = transactions;
	}

	public static void main(String[] args) {
		SpringApplication.run(InterruptedByForce.class, args);
	}

	private final Thread writer = new Thread(this::write);

	private void write() {
		this.transactions.executeWithoutResult((status) -> {
			this.jdbc.update("insert into event values ('begun')");
			System.out.println("begun");
			sleep(30000);
			this.jdbc.update("insert into event values ('done')");
		});
	}

	@PreDestroy
	void stop() throws InterruptedException {
		this.writer.start();
		this.writer.join();
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
