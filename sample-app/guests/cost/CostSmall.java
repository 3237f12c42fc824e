package guest;
//BOOT 4.1
//PROP server.tomcat.max-keep-alive-requests=-1
//DEPS web actuator
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

/** The smallest web service with actuator. */
@SpringBootApplication
@RestController
public class CostSmall {

	public static void main(String[] args) {
		SpringApplication.run(CostSmall.class, args);
	}

	@GetMapping("/hello")
	String hello() {
		return "hello";
	}

}
