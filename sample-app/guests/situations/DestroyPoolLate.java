package guest;
//WHAT a bean's own pool with 5 queued transactions of 2.5 s, 12.5 s of 20 s, awaited in @PreDestroy
//DEPS jdbc com.h2database:h2
//GRACE 20s
//SIGNAL TERM 300
//SQL rows select count(*) from event
//WANT rows=5
import jakarta.annotation.*;
import java.util.concurrent.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.jdbc.core.*;
import org.springframework.transaction.support.*;

@SpringBootApplication
public class DestroyPoolLate {

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transactions;

	DestroyPoolLate(JdbcTemplate jdbc, TransactionTemplate transactions) {
		this.jdbc = jdbc;
		this.transactions = transactions;
	}

	public static void main(String[] args) {
		SpringApplication.run(DestroyPoolLate.class, args);
	}

	private final ExecutorService pool = Executors.newSingleThreadExecutor();

	@org.springframework.context.event.EventListener(org.springframework.boot.context.event.ApplicationReadyEvent.class)
	void fill() {
		for (int i = 0; i < 5; i++) {
			this.pool.execute(() -> this.transactions.executeWithoutResult((status) -> {
				sleep(2500);
				this.jdbc.update("insert into event values ('event')");
			}));
		}
	}

	@PreDestroy
	void stop() throws InterruptedException {
		this.pool.shutdown();
		this.pool.awaitTermination(18, TimeUnit.SECONDS);
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
