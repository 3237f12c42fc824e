package guest;
//WHAT a task of 2 s in the common pool
//DEPS jdbc com.h2database:h2
//GRACE 20s
//SIGNAL TERM 300
//SQL rows select count(*) from event
//WANT rows=1
import java.util.concurrent.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.jdbc.core.*;

@SpringBootApplication
public class CommonPool implements ApplicationRunner {

	private final JdbcTemplate jdbc;

	CommonPool(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	public static void main(String[] args) {
		SpringApplication.run(CommonPool.class, args);
	}

	@Override
	public void run(ApplicationArguments args) {
		CompletableFuture.runAsync(() -> {
			sleep(2000);
			this.jdbc.update("insert into event values ('event')");
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
