package guest;
//WHAT close() without a signal while a transaction of 3 s is open that is joined in @PreDestroy
//DEPS jdbc com.h2database:h2
//GRACE 20s
//AFTER ^closing
//SQL rows select count(*) from event
//WANT rows=2
import jakarta.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.jdbc.core.*;
import org.springframework.transaction.support.*;

@SpringBootApplication
public class CloseBesideTransaction {

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transactions;

	CloseBesideTransaction(JdbcTemplate jdbc, TransactionTemplate transactions) {
		this.jdbc = jdbc;
		this.transactions = transactions;
	}

	public static void main(String[] args) throws Exception {
		org.springframework.context.ConfigurableApplicationContext context = SpringApplication.run(CloseBesideTransaction.class, args);
		context.getBean(CloseBesideTransaction.class).writer.start();
		Thread.sleep(500);
		System.out.println("closing");
		context.close();
	}

	private final Thread writer = new Thread(this::write);

	private void write() {
		this.transactions.executeWithoutResult((status) -> {
			this.jdbc.update("insert into event values ('begun')");
			System.out.println("begun");
			sleep(3000);
			this.jdbc.update("insert into event values ('done')");
		});
	}

	@PreDestroy
	void stop() throws InterruptedException {
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
