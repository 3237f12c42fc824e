package guest;
//DEPS web actuator jdbc com.h2database:h2
//DEPS3 org.springframework.modulith:spring-modulith-starter-jdbc:1.4.4
//DEPS4 org.springframework.modulith:spring-modulith-starter-jdbc:2.1.1
//PROP spring.modulith.events.jdbc.schema-initialization.enabled=true
//PROP spring.datasource.url=jdbc:h2:mem:modulith;DB_CLOSE_DELAY=-1
//REQ GET /publish
//WAIT 200
//REQ GET /hello
//REQ GET /fail
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class ModulithEvents {

	public static void main(String[] args) {
		SpringApplication.run(ModulithEvents.class, args);
	}

	@GetMapping("/hello")
	String hello() {
		return "hello";
	}

	@GetMapping("/fail")
	String fail() {
		throw new IllegalStateException("fails");
	}

	@org.springframework.beans.factory.annotation.Autowired
	org.springframework.context.ApplicationEventPublisher events;

	@GetMapping("/publish")
	@org.springframework.transaction.annotation.Transactional
	public String publish() {
		this.events.publishEvent("event");
		return "published";
	}

	@org.springframework.modulith.events.ApplicationModuleListener
	public void on(String event) {
		System.out.println("heard " + event);
	}
}
