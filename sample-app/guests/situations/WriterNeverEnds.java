package guest;
//WHAT a thread with ever new transactions that never ends
//DEPS jdbc com.h2database:h2
//GRACE 20s
//SIGNAL TERM 300
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.jdbc.core.*;
import org.springframework.transaction.support.*;

@SpringBootApplication
public class WriterNeverEnds implements ApplicationRunner {

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transactions;

	WriterNeverEnds(JdbcTemplate jdbc, TransactionTemplate transactions) {
		this.jdbc = jdbc;
		this.transactions = transactions;
	}

	public static void main(String[] args) {
		SpringApplication.run(WriterNeverEnds.class, args);
	}

	@Override
	public void run(ApplicationArguments args) {
		Thread writer = new Thread(() -> {
			while (true) {
				this.transactions.executeWithoutResult((status) -> {
					this.jdbc.update("insert into event values ('event')");
					sleep(50);
				});
			}
		});
		writer.setDaemon(true);
		writer.start();
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
