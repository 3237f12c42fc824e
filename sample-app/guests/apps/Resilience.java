package guest;
//DEPS web actuator
//DEPS3 io.github.resilience4j:resilience4j-spring-boot3:2.4.0 aop
//DEPS4 io.github.resilience4j:resilience4j-spring-boot4:2.4.0
//PROP management.endpoint.health.show-details=always
//PROP resilience4j.circuitbreaker.instances.own.sliding-window-size=5
//REQ GET /guarded
//REQ GET /guarded
//REQ GET /actuator/health
//REQ GET /hello
//REQ GET /fail
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class Resilience {

	public static void main(String[] args) {
		SpringApplication.run(Resilience.class, args);
	}

	@GetMapping("/hello")
	String hello() {
		return "hello";
	}

	@GetMapping("/fail")
	String fail() {
		throw new IllegalStateException("fails");
	}

	@org.springframework.beans.factory.annotation.Autowired
	io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry breakers;

	@GetMapping("/guarded")
	String guarded() {
		return this.breakers.getAllCircuitBreakers().stream().map((breaker) -> breaker.getName() + breaker.getState()).toList() + " "
				+ this.breakers.circuitBreaker("own").executeSupplier(() -> "guarded");
	}
}
