package guest;
//DEPS web actuator
//PROP management.server.port=0
//PROP management.server.base-path=/manage
//PROP management.endpoint.health.show-components=always
//REQ @management GET /manage/actuator/health
//REQ @management GET /manage/actuator/nothing
//REQ GET /hello
//REQ GET /fail
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class OwnPort {

	public static void main(String[] args) {
		SpringApplication.run(OwnPort.class, args);
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
