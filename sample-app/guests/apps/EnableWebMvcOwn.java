package guest;
//DEPS web actuator
//REQ GET /nothing
//REQ GET /hello
//REQ GET /fail
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class EnableWebMvcOwn {

	public static void main(String[] args) {
		SpringApplication.run(EnableWebMvcOwn.class, args);
	}

	@GetMapping("/hello")
	String hello() {
		return "hello";
	}

	@GetMapping("/fail")
	String fail() {
		throw new IllegalStateException("fails");
	}

	@org.springframework.context.annotation.Configuration
	@org.springframework.web.servlet.config.annotation.EnableWebMvc
	static class Web implements org.springframework.web.servlet.config.annotation.WebMvcConfigurer {

	}
}
