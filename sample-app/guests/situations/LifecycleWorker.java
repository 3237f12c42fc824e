package guest;
//WHAT a request of 3 s that hands work to a lifecycle bean of the default phase
//DEPS web jdbc com.h2database:h2
//GRACE 20s
//SIGNAL TERM 500
//CALL answer 200 GET /slow
//SQL rows select count(*) from event
//WANT answer=200 rows=1
import java.util.concurrent.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;
import org.springframework.jdbc.core.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class LifecycleWorker implements SmartLifecycle {

	private final JdbcTemplate jdbc;

	private volatile ExecutorService pool;

	LifecycleWorker(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	public static void main(String[] args) {
		SpringApplication.run(LifecycleWorker.class, args);
	}

	@Override
	public void start() {
		this.pool = Executors.newSingleThreadExecutor();
	}

	@Override
	public void stop() {
		this.pool.shutdown();
		try {
			this.pool.awaitTermination(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public boolean isRunning() {
		return this.pool != null && !this.pool.isShutdown();
	}

	@GetMapping("/slow")
	String slow() throws InterruptedException {
		Thread.sleep(3000);
		this.pool.submit(() -> this.jdbc.update("insert into event values ('flushed')"));
		return "slow";
	}

}
