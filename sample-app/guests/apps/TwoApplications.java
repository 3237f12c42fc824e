package guest;
//DEPS web actuator
//PROP spring.jmx.enabled=false
//READY 2
//REQ GET /hello
//REQ @2 GET /hello
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@EnableAutoConfiguration
@RestController
public class TwoApplications {

	public static void main(String[] args) {
		SpringApplication.run(TwoApplications.class, args);
		SpringApplication.run(TwoApplications.class, args);
	}

	@GetMapping("/hello")
	String hello() {
		return "hello";
	}

}
