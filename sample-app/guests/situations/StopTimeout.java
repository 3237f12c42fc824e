package guest;
//WHAT a lifecycle bean that needs 5 s to stop, where Spring waits for 2 s, and a pool that a bean closes in its destruction
//DEPS web jdbc com.h2database:h2
//PROP spring.lifecycle.timeout-per-shutdown-phase=2s
//GRACE 20s
//SIGNAL TERM 500
//CALL answer 200 GET /slow
//SQL rows select count(*) from event
//WANT answer=200 rows=1
import jakarta.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;
import org.springframework.jdbc.core.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class StopTimeout implements SmartLifecycle {

	private final JdbcTemplate jdbc;

	private volatile boolean running;

	private volatile Thread thread;

	StopTimeout(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	public static void main(String[] args) {
		SpringApplication.run(StopTimeout.class, args);
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop(Runnable callback) {
		this.thread = new Thread(() -> {
			sleep(5000);
			this.jdbc.update("insert into event values ('stopped')");
			this.running = false;
			callback.run();
		});
		this.thread.start();
	}

	@Override
	public void stop() {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@PreDestroy
	void join() throws InterruptedException {
		this.thread.join();
	}

	@GetMapping("/slow")
	String slow() {
		sleep(1500);
		return "slow";
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
