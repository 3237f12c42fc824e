package guest;
//WHAT 50 events written in one transaction in @PreDestroy, on PostgreSQL
//DEPS jdbc org.postgresql:postgresql
//GRACE 20s
//SIGNAL TERM 300
//SQL rows select count(*) from event
//WANT rows=50
import jakarta.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.jdbc.core.*;
import org.springframework.transaction.support.*;

@SpringBootApplication
public class PostgresFlush {

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transactions;

	PostgresFlush(JdbcTemplate jdbc, TransactionTemplate transactions) {
		this.jdbc = jdbc;
		this.transactions = transactions;
	}

	public static void main(String[] args) {
		SpringApplication.run(PostgresFlush.class, args);
	}

	@PreDestroy
	void flush() throws InterruptedException {
		Thread writer = new Thread(() -> this.transactions.executeWithoutResult((status) -> {
			for (int i = 0; i < 50; i++) {
				this.jdbc.update("insert into event values (?)", "event " + i);
			}
		}));
		writer.start();
		writer.join();
	}

}
