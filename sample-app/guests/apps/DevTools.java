package guest;
//DEPS web actuator org.springframework.boot:spring-boot-devtools
//JVM -Dspring.devtools.restart.enabled=true
//REQ GET /hello
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class DevTools {

	public static void main(String[] args) {
		SpringApplication.run(DevTools.class, args);
	}

	@GetMapping("/hello")
	String hello() {
		return "hello";
	}

}
