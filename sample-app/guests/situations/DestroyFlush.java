package guest;
//WHAT 50 events written in one transaction on a bean's own thread, joined in @PreDestroy
//DEPS jdbc com.h2database:h2
//GRACE 20s
//SIGNAL TERM 300
//SQL rows select count(*) from event
//WANT rows=50
//SAMPLE
import jakarta.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.jdbc.core.*;
import org.springframework.transaction.support.*;

@SpringBootApplication
public class DestroyFlush {

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transactions;

	DestroyFlush(JdbcTemplate jdbc, TransactionTemplate transactions) {
		this.jdbc = jdbc;
		this.transactions = transactions;
	}

	public static void main(String[] args) {
		SpringApplication.run(DestroyFlush.class, args);
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
