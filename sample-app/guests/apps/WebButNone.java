package guest;
//DEPS web actuator
//PROP spring.main.web-application-type=none
//PROP spring.main.keep-alive=true
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class WebButNone {

	public static void main(String[] args) {
		SpringApplication.run(WebButNone.class, args);
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
