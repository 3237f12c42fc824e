package guest;
//WHAT SpringApplication.exit in a runner: 50 events written in @PreDestroy
//DEPS jdbc com.h2database:h2
//GRACE 20s
//AFTER ^closing
//SQL rows select count(*) from event
//WANT rows=50
import jakarta.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.jdbc.core.*;
import org.springframework.transaction.support.*;

@SpringBootApplication
public class ExitInRunner {

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transactions;

	ExitInRunner(JdbcTemplate jdbc, TransactionTemplate transactions) {
		this.jdbc = jdbc;
		this.transactions = transactions;
	}

	public static void main(String[] args) {
		SpringApplication.run(ExitInRunner.class, args);
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

	@Bean
	static ApplicationRunner runner(org.springframework.context.ApplicationContext context) {
		return (args) -> {
			System.out.println("closing");
			System.exit(SpringApplication.exit(context));
		};
	}

}
