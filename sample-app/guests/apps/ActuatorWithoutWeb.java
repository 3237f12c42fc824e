package guest;
//DEPS actuator
//PROP spring.main.keep-alive=true
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;

@SpringBootApplication
public class ActuatorWithoutWeb {

	public static void main(String[] args) {
		SpringApplication.run(ActuatorWithoutWeb.class, args);
	}

}
