package guest;
//WHAT a transaction of 4.8 s on an own thread, joined in @PreDestroy; grace period 10 s
//DEPS jdbc com.h2database:h2
//GRACE 10s
//SIGNAL TERM 300
//SQL rows select count(*) from event
//WANT rows=2
import jakarta.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.jdbc.core.*;
import org.springframework.transaction.support.*;

@SpringBootApplication
public class CommitBeforeForce {

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transactions;

	CommitBeforeForce(JdbcTemplate jdbc, TransactionTemplate transactions) {
		this.jdbc = jdbc;
		this.transactions = transactions;
	}

	public static void main(String[] args) {
		SpringApplication.run(CommitBeforeForce.class, args);
	}

	private void write() {
		this.transactions.executeWithoutResult((status) -> {
			this.jdbc.update("insert into event values ('begun')");
			System.out.println("begun");
			sleep(4800);
			this.jdbc.update("insert into event values ('done')");
		});
	}

	@PreDestroy
	void stop() throws InterruptedException {
		Thread writer = new Thread(this::write);
		writer.start();
		writer.join();
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
