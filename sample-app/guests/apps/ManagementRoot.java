package guest;
//DEPS web actuator
//PROP management.endpoints.web.base-path=/
//PROP management.endpoint.health.group.own.include=ping
//PROP management.endpoint.health.group.own.additional-path=server:/up
//REQ GET /
//REQ GET /health
//REQ GET /health/own
//REQ GET /up
//REQ GET /hello
//REQ GET /fail
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class ManagementRoot {

	public static void main(String[] args) {
		SpringApplication.run(ManagementRoot.class, args);
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
