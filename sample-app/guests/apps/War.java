package guest;
//DEPS web actuator
//WAR
//SAMPLE
//DEPS3 org.apache.tomcat:tomcat:10.1.40:zip
//DEPS4 org.apache.tomcat:tomcat:11.0.6:zip
//REQ GET /actuator/health
//REQ GET /hello
//REQ GET /fail
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.boot.web.servlet.support.SpringBootServletInitializer;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class War extends SpringBootServletInitializer {

	public static void main(String[] args) {
		SpringApplication.run(War.class, args);
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
