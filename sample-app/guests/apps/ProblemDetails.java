package guest;
//DEPS web actuator
//PROP spring.mvc.problemdetails.enabled=true
//REQ GET /nothing
//REQ POST /hello
//REQ GET /fail Accept: application/problem+json
//REQ GET /hello
//REQ GET /fail
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class ProblemDetails {

	public static void main(String[] args) {
		SpringApplication.run(ProblemDetails.class, args);
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
