package guest;
//DEPS webflux actuator
//JVM -Dreactor.netty.ioWorkerCount=1
//REQ GET /actuator/health
//REQ GET /hello
//REQ GET /fail
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class WebFluxOneLoop {

	public static void main(String[] args) {
		SpringApplication.run(WebFluxOneLoop.class, args);
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
