package guest;
//SAMPLE
//JARONLY
//DEPS web
//REQ GET /
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

/** Web without actuator, Micrometer, JDBC, Redis or validation. */
@SpringBootApplication
@RestController
public class JarOnly {

	public static void main(String[] args) {
		SpringApplication.run(JarOnly.class, args);
	}

	@GetMapping("/")
	String index() {
		return "index";
	}

}
