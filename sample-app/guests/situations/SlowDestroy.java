package guest;
//WHAT a bean whose @PreDestroy takes 14 s and then writes; grace period 20 s, phase timeout 5 s
//DEPS jdbc com.h2database:h2
//PROP spring.lifecycle.timeout-per-shutdown-phase=5s
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
public class SlowDestroy {

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transactions;

	SlowDestroy(JdbcTemplate jdbc, TransactionTemplate transactions) {
		this.jdbc = jdbc;
		this.transactions = transactions;
	}

	public static void main(String[] args) {
		SpringApplication.run(SlowDestroy.class, args);
	}

	@PreDestroy
	void flush() {
		sleep(14000);
		Thread writer = new Thread(() -> this.transactions.executeWithoutResult((status) -> {
			for (int i = 0; i < 50; i++) {
				this.jdbc.update("insert into event values (?)", "event " + i);
			}
		}));
		writer.start();
		try {
			writer.join();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
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
