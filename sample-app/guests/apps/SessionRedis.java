package guest;
//DEPS web actuator data-redis
//DEPS org.springframework.session:spring-session-data-redis
//REDIS
//PROP spring.data.redis.port=${guest.redis.port}
//REQ GET /
//REQ GET /
//REQ GET /fail
import jakarta.servlet.http.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@org.springframework.session.data.redis.config.annotation.web.http.EnableRedisHttpSession //4.1
@RestController
public class SessionRedis {

	public static void main(String[] args) {
		SpringApplication.run(SessionRedis.class, args);
	}

	@GetMapping("/")
	String count(HttpSession session) {
		Integer count = (Integer) session.getAttribute("count");
		session.setAttribute("count", (count != null) ? count + 1 : 1);
		return "count " + count;
	}

	@GetMapping("/fail")
	String fail(HttpSession session) {
		throw new IllegalStateException("fails");
	}

}
