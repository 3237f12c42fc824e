package guest;
//DEPS web actuator
//REQ GET /actuator/health
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;

@SpringBootApplication
public class NoExitHook {

	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(NoExitHook.class);
		application.setRegisterShutdownHook(false);
		application.run(args);
	}

}
