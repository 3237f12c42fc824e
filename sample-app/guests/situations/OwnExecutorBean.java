package guest;
//WHAT an executor bean of the JDK with 4 queued tasks of 800 ms
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
public class OwnExecutorBean {

	public static void main(String[] args) {
		SpringApplication.run(OwnExecutorBean.class, args);
	}

	@Bean
	static ExecutorService own() {
		return Executors.newSingleThreadExecutor();
	}

	@Bean
	static ApplicationRunner fill(ExecutorService own, JdbcTemplate jdbc) {
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
