package guest;
//WHAT a writer with ever new transactions of 50 ms that ends its last one in @PreDestroy
//DEPS jdbc com.h2database:h2
//GRACE 20s
//SIGNAL TERM 300
//LINE ended ^ended
//LINE failed ^failed
//SQL last select count(*) from event where name = 'last'
//WANT ended=1 failed=0 last=1
import jakarta.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.jdbc.core.*;
import org.springframework.transaction.support.*;

@SpringBootApplication
public class TransactionStream {

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transactions;

	TransactionStream(JdbcTemplate jdbc, TransactionTemplate transactions) {
		this.jdbc = jdbc;
		this.transactions = transactions;
	}

	public static void main(String[] args) {
		SpringApplication.run(TransactionStream.class, args);
	}

	private volatile boolean stopped;

	private final Thread writer = new Thread(this::write);

	private void write() {
		System.out.println("begun");
		boolean last = false;
		while (!last) {
			last = this.stopped;
			String name = last ? "last" : "event";
			try {
				this.transactions.executeWithoutResult((status) -> {
					this.jdbc.update("insert into event values (?)", name);
					sleep(50);
				});
			}
			catch (RuntimeException ex) {
				System.out.println("failed " + ex);
			}
		}
		System.out.println("ended");
	}

	@PostConstruct
	void start() {
		this.writer.start();
	}

	@PreDestroy
	void stop() throws InterruptedException {
		this.stopped = true;
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
