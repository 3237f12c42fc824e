package guest;
//BOOT 3.5
//PROP server.tomcat.max-keep-alive-requests=-1
//DEPS web actuator jdbc data-redis quartz com.h2database:h2
//REDIS
//PROP spring.data.redis.port=${guest.redis.port}
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

/** The same with JDBC, Redis and Quartz. */
@SpringBootApplication
@RestController
public class CostMiddle {

	public static void main(String[] args) {
		SpringApplication.run(CostMiddle.class, args);
	}

	@GetMapping("/hello")
	String hello() {
		return "hello";
	}

}
