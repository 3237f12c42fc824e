package guest;
//DEPS web actuator
//BOOT 4.1
//PROP spring.threads.virtual.enabled=true
//REQ GET /hello
//REQ GET /fail
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class VirtualThreads {

	public static void main(String[] args) {
		SpringApplication.run(VirtualThreads.class, args);
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
