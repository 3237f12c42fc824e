package guest;
//DEPS web actuator data-redis
//REDIS
//REQ GET /
import java.util.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.data.redis.connection.*;
import org.springframework.data.redis.connection.lettuce.*;
import org.springframework.data.redis.core.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class TwoRedisFactories {

	public static void main(String[] args) {
		SpringApplication.run(TwoRedisFactories.class, args);
	}

	@GetMapping("/")
	String use() {
		return "used";
	}

	@Bean
	@Primary
	LettuceConnectionFactory sessions() {
		return new LettuceConnectionFactory("localhost", Integer.getInteger("guest.redis.port"));
	}

	@Bean
	LettuceConnectionFactory events() {
		return new LettuceConnectionFactory("localhost", Integer.getInteger("guest.redis.port"));
	}

	@Bean
	StringRedisTemplate sessionsTemplate(LettuceConnectionFactory sessions) {
		return new StringRedisTemplate(sessions);
	}

	@Bean
	StringRedisTemplate eventsTemplate(LettuceConnectionFactory events) {
		return new StringRedisTemplate(events);
	}

}
