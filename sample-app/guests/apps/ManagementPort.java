package guest;
//DEPS web actuator
//PROP management.server.port=0
//PROP management.endpoint.health.probes.enabled=true
//PROP management.endpoint.health.probes.add-additional-paths=true
//REQ GET /livez
//REQ GET /readyz
//REQ @management GET /actuator
//REQ @management GET /actuator/health/readiness
//REQ @management GET /nothing
//REQ GET /hello
//REQ GET /fail
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class ManagementPort {

	public static void main(String[] args) {
		SpringApplication.run(ManagementPort.class, args);
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
