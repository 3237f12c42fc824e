package guest;
//DEPS web actuator
//DEPS3 org.redisson:redisson-spring-boot-starter:3.52.0
//DEPS4 org.redisson:redisson-spring-boot-starter:4.7.0
//REDIS
//PROP spring.data.redis.port=${guest.redis.port}
//PROP spring.data.redis.host=127.0.0.1
//REQ GET /lock
//REQ GET /hello
//REQ GET /fail
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class RedissonStarter {

	public static void main(String[] args) {
		SpringApplication.run(RedissonStarter.class, args);
	}

	@GetMapping("/hello")
	String hello() {
		return "hello";
	}

	@GetMapping("/fail")
	String fail() {
		throw new IllegalStateException("fails");
	}

	@org.springframework.beans.factory.annotation.Autowired
	org.redisson.api.RedissonClient redisson;

	@GetMapping("/lock")
	String lock() {
		org.redisson.api.RLock lock = this.redisson.getLock("a");
		lock.lock();
		lock.unlock();
		return lock.getClass().getName();
	}
}
