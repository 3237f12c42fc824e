package guest;
//WHAT a scheduled run of 5 s with a fixed delay, which begins another one at its end
//DEPS web jdbc com.h2database:h2
//PROP spring.task.scheduling.shutdown.await-termination=true
//PROP spring.task.scheduling.shutdown.await-termination-period=15s
//GRACE 20s
//AFTER ^begun
//SIGNAL TERM 500
//SQL lost select count(case when name = 'begun' then 1 end) - count(case when name = 'done' then 1 end) from event
//SQL chained select count(case when name = 'chained' then 1 end) from event
//WANT lost=0 chained=1
import java.time.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.jdbc.core.*;
import org.springframework.scheduling.*;
import org.springframework.scheduling.annotation.*;

@SpringBootApplication
@EnableScheduling
public class FixedDelayLong {

	private final JdbcTemplate jdbc;

	private final TaskScheduler scheduler;

	FixedDelayLong(JdbcTemplate jdbc, TaskScheduler scheduler) {
		this.jdbc = jdbc;
		this.scheduler = scheduler;
	}

	public static void main(String[] args) {
		SpringApplication.run(FixedDelayLong.class, args);
	}

	@Scheduled(fixedDelay = 100)
	void run() {
		this.jdbc.update("insert into event values ('begun')");
		this.scheduler.schedule(() -> this.jdbc.update("insert into event values ('chained')"), Instant.now());
		System.out.println("begun");
		sleep(5000);
		this.jdbc.update("insert into event values ('done')");
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
