package guest;
//WHAT a leader whose Redis lease of 10 minutes is released by a thread in phase 1
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
import org.springframework.context.*;
import org.springframework.context.annotation.*;
import org.springframework.data.redis.core.*;

@SpringBootApplication
public class LeaderPhase {

	public static void main(String[] args) {
		SpringApplication.run(LeaderPhase.class, args);
	}

	private final StringRedisTemplate redis;

	LeaderPhase(StringRedisTemplate redis) {
		this.redis = redis;
	}

	@PostConstruct
	void acquire() {
		this.redis.opsForValue().set("leader", "me", java.time.Duration.ofMinutes(10));
	}

	@Bean
	static SmartLifecycle leader(StringRedisTemplate redis) {
		return new SmartLifecycle() {

			private volatile boolean running;

			@Override
			public void start() {
				this.running = true;
			}

			@Override
			public void stop() {
				Thread thread = new Thread(() -> redis.delete("leader"));
				thread.start();
				try {
					thread.join();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
				this.running = false;
			}

			@Override
			public boolean isRunning() {
				return this.running;
			}

			@Override
			public int getPhase() {
				return 1;
			}

		};
	}

}
