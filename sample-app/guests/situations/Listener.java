package guest;
//WHAT a listener container with a record of 6 s that writes at its end
//DEPS jdbc com.h2database:h2
//GRACE 20s
//AFTER ^begun
//SIGNAL TERM 1000
//SQL lost select count(case when name = 'begun' then 1 end) - count(case when name = 'done' then 1 end) from event
//SQL done select count(case when name = 'done' then 1 end) from event
//WANT lost=0 done=[1-9]\d*
import java.util.concurrent.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;
import org.springframework.jdbc.core.*;

@SpringBootApplication
public class Listener implements SmartLifecycle {

	private final JdbcTemplate jdbc;

	Listener(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	public static void main(String[] args) {
		SpringApplication.run(Listener.class, args);
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
				this.ended.await(10, TimeUnit.SECONDS);
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
		this.jdbc.update("insert into event values ('begun')");
		System.out.println("begun");
		sleep(6000);
		this.jdbc.update("insert into event values ('done')");
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
