package guest;
//DEPS web actuator
//PROP spring.main.allow-bean-definition-overriding=true
//REQ GET /actuator/health
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.boot.web.server.*;
import org.springframework.context.annotation.*;

@SpringBootApplication
public class BeanOverriding {

	public static void main(String[] args) {
		SpringApplication.run(BeanOverriding.class, args);
	}

	@Bean
	WebServerFactoryCustomizer<ConfigurableWebServerFactory> tomcatCustomizer() {
		return (factory) -> System.out.println("customized by the application");
	}

	@Bean
	String lifecycleProcessorCustomizer() {
		return "mine";
	}

}
