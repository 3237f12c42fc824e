package guest;
//WHAT 50 events written in one transaction on an own thread, joined in SmartLifecycle.stop in phase 0
//DEPS jdbc com.h2database:h2
//GRACE 20s
//SIGNAL TERM 300
//SQL rows select count(*) from event
//WANT rows=50
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;
import org.springframework.jdbc.core.*;
import org.springframework.transaction.support.*;

@SpringBootApplication
public class StopPhaseZero implements SmartLifecycle {

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transactions;

	StopPhaseZero(JdbcTemplate jdbc, TransactionTemplate transactions) {
		this.jdbc = jdbc;
		this.transactions = transactions;
	}

	public static void main(String[] args) {
		SpringApplication.run(StopPhaseZero.class, args);
	}

	private volatile boolean running;

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		flush();
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

}
