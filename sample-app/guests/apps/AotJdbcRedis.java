package guest;
//DEPS web actuator jdbc data-redis com.h2database:h2
//AOT
//REDIS
//PROP spring.data.redis.port=${guest.redis.port}
//REQ GET /hello
//REQ GET /fail
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class AotJdbcRedis {

	public static void main(String[] args) {
		SpringApplication.run(AotJdbcRedis.class, args);
	}

	@GetMapping("/hello")
	String hello() {
		return "hello";
	}

	@GetMapping("/fail")
	String fail() {
		throw new IllegalStateException("fails");
	}

}
