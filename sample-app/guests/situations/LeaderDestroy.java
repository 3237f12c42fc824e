package guest;
//WHAT a leader whose Redis lease of 10 minutes is released in @PreDestroy
//DEPS data-redis
//REDIS
//PROP spring.data.redis.port=${guest.redis.port}
//GRACE 20s
//SIGNAL TERM 300
//KEY leases leader
//WANT leases=0
//UNSEEN a lease that the application took itself
import jakarta.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.data.redis.core.*;

@SpringBootApplication
public class LeaderDestroy {

	public static void main(String[] args) {
		SpringApplication.run(LeaderDestroy.class, args);
	}

	private final StringRedisTemplate redis;

	LeaderDestroy(StringRedisTemplate redis) {
		this.redis = redis;
	}

	@PostConstruct
	void acquire() {
		this.redis.opsForValue().set("leader", "me", java.time.Duration.ofMinutes(10));
	}

	@PreDestroy
	void release() {
		this.redis.delete("leader");
	}

}
