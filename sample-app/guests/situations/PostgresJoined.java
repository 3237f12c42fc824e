package guest;
//WHAT an open transaction that commits 5 s after the signal, joined in @PreDestroy, on PostgreSQL
//DEPS jdbc org.postgresql:postgresql
//GRACE 20s
//AFTER ^begun
//SIGNAL TERM 1000
//SQL rows select count(*) from event
//WANT rows=2
import jakarta.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.jdbc.core.*;
import org.springframework.transaction.support.*;

@SpringBootApplication
public class PostgresJoined {

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transactions;

	PostgresJoined(JdbcTemplate jdbc, TransactionTemplate transactions) {
		this.jdbc = jdbc;
		this.transactions = transactions;
	}

	public static void main(String[] args) {
		SpringApplication.run(PostgresJoined.class, args);
	}

	private final Thread writer = new Thread(this::write);

	private void write() {
		this.transactions.executeWithoutResult((status) -> {
			this.jdbc.update("insert into event values ('begun')");
			System.out.println("begun");
			sleep(6000);
			this.jdbc.update("insert into event values ('done')");
		});
	}

	@PostConstruct
	void start() {
		this.writer.start();
	}

	@PreDestroy
	void stop() throws InterruptedException {
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
