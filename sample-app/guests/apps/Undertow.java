package guest;
//DEPS web actuator undertow -org.springframework.boot:spring-boot-starter-tomcat
//BOOT 3.5
//REQ GET /hello
//REQ GET /fail
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class Undertow {

	public static void main(String[] args) {
		SpringApplication.run(Undertow.class, args);
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
