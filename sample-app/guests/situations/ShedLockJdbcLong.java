package guest;
//WHAT a ShedLock job of 15 s of a grace period of 20 s, which outlasts the time for tasks; scheduler awaited
//DEPS jdbc com.h2database:h2
//DEPS3 net.javacrumbs.shedlock:shedlock-spring:6.10.0 net.javacrumbs.shedlock:shedlock-provider-jdbc-template:6.10.0
//DEPS4 net.javacrumbs.shedlock:shedlock-spring:7.10.1 net.javacrumbs.shedlock:shedlock-provider-jdbc-template:7.10.1
//PROP spring.task.scheduling.shutdown.await-termination=true
//PROP spring.task.scheduling.shutdown.await-termination-period=15s
//GRACE 20s
//AFTER ^begun
//SIGNAL TERM 1000
//LINE ended ^ended
//WANT ended=1
//TABLE create table shedlock (name varchar(64) primary key, lock_until timestamp, locked_at timestamp, locked_by varchar(255))
//SQL locks select count(*) from shedlock where lock_until > dateadd(minute, 1, current_timestamp)
//WANT locks=0
import net.javacrumbs.shedlock.core.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.jdbc.core.*;
import org.springframework.scheduling.annotation.*;

@SpringBootApplication
@EnableScheduling
@net.javacrumbs.shedlock.spring.annotation.EnableSchedulerLock(defaultLockAtMostFor = "10m")
public class ShedLockJdbcLong {

	private final JdbcTemplate jdbc;

	ShedLockJdbcLong(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	public static void main(String[] args) {
		SpringApplication.run(ShedLockJdbcLong.class, args);
	}

	@Scheduled(fixedDelay = 100)
	@net.javacrumbs.shedlock.spring.annotation.SchedulerLock(name = "task")
	public void task() {
		System.out.println("begun");
		long end = System.nanoTime() + 15_000_000_000L;
		while (System.nanoTime() < end) {
			java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
		}
		System.out.println("ended");
	}

	@Bean
	static LockProvider locks(javax.sql.DataSource source) {
		return new net.javacrumbs.shedlock.provider.jdbctemplate.JdbcTemplateLockProvider(source);
	}

}
