package guest;
//DEPS web actuator
//PROP management.endpoints.web.exposure.include=*
//PROP management.endpoint.health.show-details=always
//REQ GET /actuator
//REQ GET /actuator/scheduledtasks
//REQ GET /actuator/metrics/jvm.info
//REQ GET /actuator/caches
//REQ GET /actuator/info
//REQ GET /actuator/loggers/ROOT
//REQ GET /actuator/health
//REQ GET /hello
//REQ GET /fail
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class ActuatorEndpoints {

	public static void main(String[] args) {
		SpringApplication.run(ActuatorEndpoints.class, args);
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
