package guest;
//WHAT a listener container whose records go to an executor that is shut down on ContextClosedEvent, and a request of 3 s
//DEPS web jdbc com.h2database:h2
//GRACE 20s
//SIGNAL TERM 1000
//CALL answer 700 GET /slow
//SQL lost select count(case when name = 'begun' then 1 end) - count(case when name = 'done' then 1 end) from event
//WANT answer=200 lost=0
import java.util.concurrent.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;
import org.springframework.context.event.*;
import org.springframework.jdbc.core.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class ClosedEventListener implements SmartLifecycle {

	private final JdbcTemplate jdbc;

	private final ExecutorService writer = Executors.newSingleThreadExecutor();

	private volatile boolean running;

	ClosedEventListener(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	public static void main(String[] args) {
		SpringApplication.run(ClosedEventListener.class, args);
	}

	@GetMapping("/slow")
	String slow() throws InterruptedException {
		Thread.sleep(3000);
		return "slow";
	}

	@EventListener(ContextClosedEvent.class)
	void closed() throws InterruptedException {
		this.writer.shutdown();
		this.writer.awaitTermination(5, TimeUnit.SECONDS);
	}

	@Override
	public void start() {
		this.running = true;
		new Thread(() -> {
			while (this.running) {
				record();
			}
		}, "container").start();
	}

	private void record() {
		try {
			Thread.sleep(500);
			if (this.running) {
				this.jdbc.update("insert into event values ('begun')");
				this.writer.execute(() -> this.jdbc.update("insert into event values ('done')"));
			}
		}
		catch (InterruptedException | RejectedExecutionException ex) {
			// The record is lost.
		}
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return Integer.MAX_VALUE - 100;
	}

}
