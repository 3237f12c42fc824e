package guest;
//WHAT two applications in one process, 50 events each written in @PreDestroy
//DEPS jdbc com.h2database:h2
//GRACE 20s
//AFTER ^started
//SIGNAL TERM 300
//SQL rows select count(*) from event
//WANT rows=100
import jakarta.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.jdbc.core.*;
import org.springframework.transaction.support.*;

@SpringBootApplication
public class TwoApplications {

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transactions;

	TwoApplications(JdbcTemplate jdbc, TransactionTemplate transactions) {
		this.jdbc = jdbc;
		this.transactions = transactions;
	}

	public static void main(String[] args) throws Exception {
		SpringApplication.run(TwoApplications.class, args);
		SpringApplication.run(TwoApplications.class, args);
		System.out.println("started");
	}

	@PreDestroy
	void flush() {
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

}
