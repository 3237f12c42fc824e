package guest;
//WHAT 50 events written on an own thread on ContextClosedEvent
//DEPS jdbc com.h2database:h2
//GRACE 20s
//SIGNAL TERM 300
//SQL rows select count(*) from event
//WANT rows=50
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.event.*;
import org.springframework.jdbc.core.*;
import org.springframework.transaction.support.*;

@SpringBootApplication
public class ClosedEventFlush {

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transactions;

	ClosedEventFlush(JdbcTemplate jdbc, TransactionTemplate transactions) {
		this.jdbc = jdbc;
		this.transactions = transactions;
	}

	public static void main(String[] args) {
		SpringApplication.run(ClosedEventFlush.class, args);
	}

	private void flush() {
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

	@EventListener(ContextClosedEvent.class)
	void closed() {
		flush();
	}

}
