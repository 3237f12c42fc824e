package guest;
//WHAT a task scheduled once, due 2 s after the signal, on an own scheduler that is awaited
//DEPS jdbc com.h2database:h2
//GRACE 20s
//SIGNAL TERM 300
//SQL rows select count(*) from event
//WANT rows=1
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.jdbc.core.*;
import org.springframework.scheduling.concurrent.*;

@SpringBootApplication
public class OneShotAwaited {

	public static void main(String[] args) {
		SpringApplication.run(OneShotAwaited.class, args);
	}

	@Bean
	@DependsOn("dataSource")
	static ThreadPoolTaskScheduler own() {
		ThreadPoolTaskScheduler own = new ThreadPoolTaskScheduler();
		own.setWaitForTasksToCompleteOnShutdown(true);
		own.setAwaitTerminationSeconds(10);
		return own;
	}

	@Bean
	static ApplicationRunner runner(ThreadPoolTaskScheduler own, JdbcTemplate jdbc) {
		return (args) -> own.schedule(() -> jdbc.update("insert into event values ('event')"),
				java.time.Instant.now().plusMillis(2300));
	}

}
