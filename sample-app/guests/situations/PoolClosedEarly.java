package guest;
//WHAT an owner that closes the pool in phase 0 while its transaction of 2 s is open: lost by the owner itself
//DEPS jdbc com.h2database:h2
//GRACE 20s
//SIGNAL TERM 300
//SQL rows select count(*) from event
//WANT rows=2
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;
import org.springframework.jdbc.core.*;
import org.springframework.transaction.support.*;

@SpringBootApplication
public class PoolClosedEarly implements SmartLifecycle {

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transactions;

	PoolClosedEarly(JdbcTemplate jdbc, TransactionTemplate transactions) {
		this.jdbc = jdbc;
		this.transactions = transactions;
	}

	public static void main(String[] args) {
		SpringApplication.run(PoolClosedEarly.class, args);
	}

	@org.springframework.beans.factory.annotation.Autowired
	com.zaxxer.hikari.HikariDataSource source;

	private volatile boolean running;

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		Thread writer = new Thread(this::write);
		writer.start();
		try {
			Thread.sleep(500);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		this.source.close();
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return 0;
	}

	private void write() {
		this.transactions.executeWithoutResult((status) -> {
			this.jdbc.update("insert into event values ('begun')");
			System.out.println("begun");
			sleep(2000);
			this.jdbc.update("insert into event values ('done')");
		});
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
