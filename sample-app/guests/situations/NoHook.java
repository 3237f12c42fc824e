package guest;
//WHAT spring.main.register-shutdown-hook=false: 50 events written in @PreDestroy
//DEPS jdbc com.h2database:h2
//PROP spring.main.register-shutdown-hook=false
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
public class NoHook {

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transactions;

	NoHook(JdbcTemplate jdbc, TransactionTemplate transactions) {
		this.jdbc = jdbc;
		this.transactions = transactions;
	}

	public static void main(String[] args) {
		SpringApplication.run(NoHook.class, args);
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
