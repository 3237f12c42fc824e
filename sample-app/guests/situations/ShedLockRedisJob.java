package guest;
//WHAT a ShedLock job of 6 s on Redis, scheduler awaited
//DEPS data-redis
//REDIS
//PROP spring.data.redis.port=${guest.redis.port}
//DEPS3 net.javacrumbs.shedlock:shedlock-spring:6.10.0 net.javacrumbs.shedlock:shedlock-provider-redis-spring:6.10.0
//DEPS4 net.javacrumbs.shedlock:shedlock-spring:7.10.1 net.javacrumbs.shedlock:shedlock-provider-redis-spring:7.10.1
//PROP spring.task.scheduling.shutdown.await-termination=true
//PROP spring.task.scheduling.shutdown.await-termination-period=15s
//GRACE 20s
//AFTER ^begun
//SIGNAL TERM 1000
//LINE ended ^ended
//KEY locks job-lock:*
//WANT ended=1 locks=0
import net.javacrumbs.shedlock.core.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.scheduling.annotation.*;

@SpringBootApplication
@EnableScheduling
@net.javacrumbs.shedlock.spring.annotation.EnableSchedulerLock(defaultLockAtMostFor = "10m")
public class ShedLockRedisJob {

	public static void main(String[] args) {
		SpringApplication.run(ShedLockRedisJob.class, args);
	}

	@Scheduled(fixedDelay = 100)
	@net.javacrumbs.shedlock.spring.annotation.SchedulerLock(name = "task")
	public void task() {
		System.out.println("begun");
		long end = System.nanoTime() + 6_000_000_000L;
		while (System.nanoTime() < end) {
			java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
		}
		System.out.println("ended");
	}

	@Bean
	static LockProvider locks(org.springframework.data.redis.connection.RedisConnectionFactory factory) {
		return new net.javacrumbs.shedlock.provider.redis.spring.RedisLockProvider(factory, "test");
	}

}
