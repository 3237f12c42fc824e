package guest;
//WHAT a leader whose Redis lease of 10 minutes is released on ContextClosedEvent
//DEPS data-redis
//REDIS
//PROP spring.data.redis.port=${guest.redis.port}
//GRACE 20s
//SIGNAL TERM 300
//KEY leases leader
//WANT leases=0
import jakarta.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.event.*;
import org.springframework.data.redis.core.*;

@SpringBootApplication
public class LeaderClosedEvent {

	public static void main(String[] args) {
		SpringApplication.run(LeaderClosedEvent.class, args);
	}

	private final StringRedisTemplate redis;

	LeaderClosedEvent(StringRedisTemplate redis) {
		this.redis = redis;
	}

	@PostConstruct
	void acquire() {
		this.redis.opsForValue().set("leader", "me", java.time.Duration.ofMinutes(10));
	}

	@EventListener(ContextClosedEvent.class)
	void release() {
		this.redis.delete("leader");
	}

}
