package guest;
//DEPS web actuator
//REQ GET /actuator/health
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;

@SpringBootApplication
public class BeanNames {

	public static void main(String[] args) {
		SpringApplication.run(BeanNames.class, args);
	}

	@Bean
	String tomcatCustomizer() {
		return "mine";
	}

	@Bean
	String drainController() {
		return "mine";
	}

	@Bean
	String panicFilter() {
		return "mine";
	}

	@Bean
	String inFlightRequests() {
		return "mine";
	}

	@Bean
	String cacheRegistry() {
		return "mine";
	}

	@Bean
	String leaseRegistry() {
		return "mine";
	}

	@Bean
	String processSignals() {
		return "mine";
	}

	@Bean
	String probes() {
		return "mine";
	}

}
