package guest;
//WHAT a chain of futures of 4 s on a pool of the application and the common pool, begun by a request that has been answered
//DEPS web jdbc com.h2database:h2
//GRACE 20s
//SIGNAL TERM 1000
//CALL answer 100 GET /work
//SQL rows select count(*) from event
//WANT answer=200 rows=3
import java.util.concurrent.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.jdbc.core.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class FutureChain {

	public static void main(String[] args) {
		SpringApplication.run(FutureChain.class, args);
	}

	@Bean(destroyMethod = "shutdown")
	static ExecutorService pool() {
		return Executors.newFixedThreadPool(2);
	}

	private final JdbcTemplate jdbc;

	private final ExecutorService pool;

	FutureChain(JdbcTemplate jdbc, ExecutorService pool) {
		this.jdbc = jdbc;
		this.pool = pool;
	}

	@GetMapping("/work")
	String work() {
		CompletableFuture.runAsync(() -> write("first", 1500), this.pool)
			.thenRunAsync(() -> write("second", 1500))
			.thenRunAsync(() -> write("third", 1000), this.pool);
		return "";
	}

	private void write(String event, long millis) {
		try {
			Thread.sleep(millis);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		this.jdbc.update("insert into event values (?)", event);
	}

}
