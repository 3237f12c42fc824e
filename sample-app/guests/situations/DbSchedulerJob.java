package guest;
//WHAT a job of 6 s of db-scheduler in one transaction
//DEPS jdbc com.h2database:h2
//DEPS com.github.kagkarlsson:db-scheduler:15.6.0
//GRACE 20s
//AFTER ^begun
//SIGNAL TERM 1000
//SQL rows select count(*) from event
//WANT rows=2
//TABLE create table scheduled_tasks (task_name varchar(100), task_instance varchar(100), task_data blob, execution_time timestamp with time zone, picked boolean, picked_by varchar(50), last_success timestamp with time zone, last_failure timestamp with time zone, consecutive_failures int, last_heartbeat timestamp with time zone, version bigint, priority int, primary key (task_name, task_instance))
//SQL picked select count(*) from scheduled_tasks
//WANT picked=0
import com.github.kagkarlsson.scheduler.*;
import com.github.kagkarlsson.scheduler.task.helper.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.jdbc.core.*;
import org.springframework.transaction.support.*;

@SpringBootApplication
public class DbSchedulerJob {

	public static void main(String[] args) {
		SpringApplication.run(DbSchedulerJob.class, args);
	}

	@Bean(initMethod = "start", destroyMethod = "stop")
	static Scheduler scheduler(javax.sql.DataSource source, JdbcTemplate jdbc, TransactionTemplate transactions) {
		OneTimeTask<Void> task = Tasks.oneTime("job").execute((instance, context) ->
			transactions.executeWithoutResult((status) -> {
				jdbc.update("insert into event values ('begun')");
				System.out.println("begun");
				sleep(6000);
				jdbc.update("insert into event values ('done')");
			}));
		Scheduler scheduler = Scheduler.create(source, task).pollingInterval(java.time.Duration.ofMillis(100)).build();
		scheduler.schedule(task.instance("one"), java.time.Instant.now());
		return scheduler;
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
