package guest;
//DEPS web actuator jetty -org.springframework.boot:spring-boot-starter-tomcat
//PROP spring.main.web-application-type=servlet
//REQ GET /hello
//REQ GET /fail
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class Jetty {

	public static void main(String[] args) {
		SpringApplication.run(Jetty.class, args);
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
