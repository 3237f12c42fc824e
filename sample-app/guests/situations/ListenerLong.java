package guest;
//WHAT a listener container whose record is a transaction of 14 s; grace period 20 s
//DEPS jdbc com.h2database:h2
//GRACE 20s
//AFTER ^begun
//SIGNAL TERM 1000
//SQL done select count(case when name = 'done' then 1 end) from event
//LINE records ^begun
//WANT done=[1-9]\d* records=1
import java.util.concurrent.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;
import org.springframework.jdbc.core.*;
import org.springframework.transaction.support.*;

@SpringBootApplication
public class ListenerLong implements SmartLifecycle {

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transactions;

	ListenerLong(JdbcTemplate jdbc, TransactionTemplate transactions) {
		this.jdbc = jdbc;
		this.transactions = transactions;
	}

	public static void main(String[] args) {
		SpringApplication.run(ListenerLong.class, args);
	}

	private final CountDownLatch ended = new CountDownLatch(1);

	private volatile boolean running;

	@Override
	public void start() {
		this.running = true;
		new Thread(() -> {
			while (this.running) {
				record();
			}
			this.ended.countDown();
		}, "container").start();
	}

	@Override
	public void stop(Runnable callback) {
		this.running = false;
		new Thread(() -> {
			try {
				this.ended.await(18, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				// Not waited for any longer.
			}
			callback.run();
		}).start();
	}

	@Override
	public void stop() {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return Integer.MAX_VALUE - 100;
	}

	private void record() {
		this.transactions.executeWithoutResult((status) -> {
			this.jdbc.update("insert into event values ('begun')");
			System.out.println("begun");
			sleep(14000);
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
