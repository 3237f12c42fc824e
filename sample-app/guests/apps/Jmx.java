package guest;
//DEPS web actuator
//PROP spring.jmx.enabled=true
//REQ GET /mbeans
//REQ GET /hello
//REQ GET /fail
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class Jmx {

	public static void main(String[] args) {
		SpringApplication.run(Jmx.class, args);
	}

	@GetMapping("/hello")
	String hello() {
		return "hello";
	}

	@GetMapping("/fail")
	String fail() {
		throw new IllegalStateException("fails");
	}

	@GetMapping("/mbeans")
	java.util.List<String> mbeans() throws Exception {
		return java.lang.management.ManagementFactory.getPlatformMBeanServer().queryNames(new javax.management.ObjectName("org.springframework.boot:*"), null)
			.stream().map(Object::toString).sorted().toList();
	}
}
