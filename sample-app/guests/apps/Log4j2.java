package guest;
//DEPS web actuator log4j2 -org.springframework.boot:spring-boot-starter-logging
//REQ GET /hello
//REQ GET /fail
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class Log4j2 {

	public static void main(String[] args) {
		SpringApplication.run(Log4j2.class, args);
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
