package guest;
//DEPS web actuator data-redis
//DEPS3 net.javacrumbs.shedlock:shedlock-spring:6.10.0 net.javacrumbs.shedlock:shedlock-provider-redis-spring:6.10.0
//DEPS4 net.javacrumbs.shedlock:shedlock-spring:7.10.1 net.javacrumbs.shedlock:shedlock-provider-redis-spring:7.10.1
//REDIS
//PROP spring.data.redis.port=${guest.redis.port}
//WAIT 2000
//SETS
//REQ GET /
import net.javacrumbs.shedlock.core.*;
import net.javacrumbs.shedlock.provider.redis.spring.*;
import net.javacrumbs.shedlock.spring.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.data.redis.connection.*;
import org.springframework.scheduling.annotation.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
@EnableScheduling
@EnableSchedulerLock(defaultLockAtMostFor = "10s")
public class ShedLockRedis {

	@org.springframework.beans.factory.annotation.Autowired
	RedisLockProvider provider;

	public static void main(String[] args) {
		SpringApplication.run(ShedLockRedis.class, args);
	}

	@GetMapping("/")
	String type() {
		return this.provider.getClass().getName();
	}

	@Scheduled(fixedDelay = 100)
	@SchedulerLock(name = "task")
	public void task() {
		System.out.println("locked");
	}

	@Bean
	static RedisLockProvider locks(RedisConnectionFactory factory) {
		return new RedisLockProvider(factory, "test");
	}

}
