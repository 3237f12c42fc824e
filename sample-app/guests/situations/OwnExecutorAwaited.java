package guest;
//WHAT an executor bean of the JDK that its own destroy method awaits, with 4 queued transactions of 800 ms
//DEPS jdbc com.h2database:h2
//GRACE 20s
//SIGNAL TERM 300
//SQL rows select count(*) from event
//WANT rows=4
import java.util.concurrent.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.jdbc.core.*;

@SpringBootApplication
public class OwnExecutorAwaited {

	public static void main(String[] args) {
		SpringApplication.run(OwnExecutorAwaited.class, args);
	}

	@Bean(destroyMethod = "close")
	@DependsOn("dataSource")
	static Own own() {
		return new Own();
	}

	static class Own extends ThreadPoolExecutor implements AutoCloseable {

		Own() {
			super(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
		}

		@Override
		public void close() {
			shutdown();
			try {
				awaitTermination(15, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	@Bean
	static ApplicationRunner fill(Own own, JdbcTemplate jdbc) {
		return (args) -> {
			for (int i = 0; i < 4; i++) {
				own.execute(() -> {
					sleep(800);
					jdbc.update("insert into event values ('event')");
				});
			}
		};
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
