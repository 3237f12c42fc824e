package guest;
//DEPS web actuator org.springframework.boot:spring-boot-devtools
//JVM -Dspring.devtools.restart.enabled=true
//READY 2
//RESTARTS
//WAIT 8000
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class DevToolsRestart {

	public static void main(String[] args) {
		SpringApplication.run(DevToolsRestart.class, args);
		if (System.setProperty("guest.restarted", "true") == null) {
			org.springframework.boot.devtools.restart.Restarter.getInstance().restart();
		}
	}

	@GetMapping("/hello")
	String hello() {
		return "hello";
	}

}
