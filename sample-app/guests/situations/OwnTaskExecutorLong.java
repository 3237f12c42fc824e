package guest;
//WHAT an own ThreadPoolTaskExecutor bean that is awaited: a transaction of 14 s; grace period 20 s
//DEPS jdbc com.h2database:h2
//GRACE 20s
//SIGNAL TERM 300
//SQL rows select count(*) from event
//WANT rows=1
import java.util.concurrent.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.jdbc.core.*;
import org.springframework.scheduling.concurrent.*;
import org.springframework.transaction.support.*;

@SpringBootApplication
public class OwnTaskExecutorLong {

	public static void main(String[] args) {
		SpringApplication.run(OwnTaskExecutorLong.class, args);
	}

	@Bean
	@DependsOn("dataSource")
	static ThreadPoolTaskExecutor own() {
		ThreadPoolTaskExecutor own = new ThreadPoolTaskExecutor();
		own.setCorePoolSize(1);
		own.setWaitForTasksToCompleteOnShutdown(true);
		own.setAwaitTerminationSeconds(18);
		return own;
	}

	@Bean
	static ApplicationRunner fill(ThreadPoolTaskExecutor own, JdbcTemplate jdbc, TransactionTemplate transactions) {
		return (args) -> {
			for (int i = 0; i < 1; i++) {
				own.execute(() -> transactions.executeWithoutResult((status) -> {
					sleep(14000);
					jdbc.update("insert into event values ('event')");
				}));
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
