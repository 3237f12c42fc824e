package guest;
//DEPS web actuator data-redis io.github.resilience4j:resilience4j-circuitbreaker:2.4.0
//REDIS
//PROP spring.data.redis.port=${guest.redis.port}
//REQ GET /
//REQ GET /actuator/health
import io.github.resilience4j.circuitbreaker.*;
import java.time.Clock;
import java.util.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.context.event.*;
import org.springframework.data.redis.connection.*;
import org.springframework.data.redis.core.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class TwoOfEach {

	private final Map<String, StringRedisTemplate> templates;

	TwoOfEach(Map<String, StringRedisTemplate> templates) {
		this.templates = templates;
	}

	public static void main(String[] args) {
		SpringApplication.run(TwoOfEach.class, args);
	}

	@GetMapping("/")
	String use() {
		this.templates.values().forEach((template) -> template.opsForValue().set("a", "b"));
		return this.templates.keySet() + this.templates.values().iterator().next().opsForValue().get("a");
	}

	@Configuration
	static class Beans {

		@Bean
		StringRedisTemplate one(RedisConnectionFactory factory) {
			return new StringRedisTemplate(factory);
		}

		@Bean
		StringRedisTemplate two(RedisConnectionFactory factory) {
			return new StringRedisTemplate(factory);
		}

		@Bean
		CircuitBreakerRegistry registryOne() {
			return CircuitBreakerRegistry.ofDefaults();
		}

		@Bean
		CircuitBreakerRegistry registryTwo() {
			return CircuitBreakerRegistry.ofDefaults();
		}

		@Bean
		ApplicationEventMulticaster asyncMulticaster() {
			return new SimpleApplicationEventMulticaster();
		}

		@Bean
		Clock utc() {
			return Clock.systemUTC();
		}

		@Bean
		Clock local() {
			return Clock.systemDefaultZone();
		}

	}

}
