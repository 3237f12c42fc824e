package guest;
//WHAT a task of 2 s in a pool that is no bean and that is not awaited
//DEPS jdbc com.h2database:h2
//GRACE 20s
//SIGNAL TERM 300
//SQL rows select count(*) from event
//WANT rows=1
//UNSEEN a pool that is no bean
import java.util.concurrent.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.jdbc.core.*;

@SpringBootApplication
public class PrivatePool implements ApplicationRunner {

	private final JdbcTemplate jdbc;

	PrivatePool(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	public static void main(String[] args) {
		SpringApplication.run(PrivatePool.class, args);
	}

	@Override
	public void run(ApplicationArguments args) {
		Executors.newSingleThreadExecutor().execute(() -> {
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
