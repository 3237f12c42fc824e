package guest;
//WHAT close() called inside a transaction, which writes before and after it
//DEPS jdbc com.h2database:h2
//GRACE 20s
//AFTER ^closing
//LINE ended ^ended
//LINE lost ^lost
//SQL rows select count(*) from event
//WANT ended=1 lost=0 rows=2
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.jdbc.core.*;
import org.springframework.transaction.support.*;

@SpringBootApplication
public class CloseInTransaction {

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transactions;

	CloseInTransaction(JdbcTemplate jdbc, TransactionTemplate transactions) {
		this.jdbc = jdbc;
		this.transactions = transactions;
	}

	public static void main(String[] args) throws Exception {
		org.springframework.context.ConfigurableApplicationContext context = SpringApplication.run(CloseInTransaction.class, args);
		context.getBean(CloseInTransaction.class).write(context::close);
	}

	private void write(Runnable closing) {
		try {
			this.transactions.executeWithoutResult((status) -> {
				this.jdbc.update("insert into event values ('before')");
				System.out.println("closing");
				closing.run();
				this.jdbc.update("insert into event values ('after')");
			});
		}
		catch (RuntimeException ex) {
			System.out.println("lost: " + ex);
		}
		System.out.println("ended");
	}

}
