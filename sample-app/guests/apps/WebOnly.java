package guest;
//DEPS web
//REQ GET /
//REQ GET /fail
//REQ GET /actuator
//REQ GET /nothing Accept: text/html
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class WebOnly {

	public static void main(String[] args) {
		SpringApplication.run(WebOnly.class, args);
	}

	@GetMapping("/")
	String index() {
		return "index";
	}

	@GetMapping("/fail")
	String fail() {
		throw new IllegalStateException("fails");
	}

}
