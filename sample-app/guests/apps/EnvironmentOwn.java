package guest;
//DEPS web actuator
//FILE META-INF/spring.factories
//| org.springframework.boot.EnvironmentPostProcessor=guest.EnvironmentOwn$Own //4.1
//| org.springframework.boot.env.EnvironmentPostProcessor=guest.EnvironmentOwn$Own //3.5
//FILE extra.properties
//| app.imported=imported
//PROP spring.config.import=classpath:extra.properties,optional:configtree:/nowhere/
//REQ GET /
import java.util.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.boot.env.EnvironmentPostProcessor; //3.5
import org.springframework.boot.EnvironmentPostProcessor; //4.1
import org.springframework.core.env.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class EnvironmentOwn {

	private final ConfigurableEnvironment environment;

	EnvironmentOwn(ConfigurableEnvironment environment) {
		this.environment = environment;
	}

	public static void main(String[] args) {
		SpringApplication.run(EnvironmentOwn.class, args);
	}

	@GetMapping("/")
	List<String> sources() {
		return this.environment.getPropertySources().stream().map((source) -> source.getName() + " " + source.getClass().getName()).toList();
	}

	public static class Own implements EnvironmentPostProcessor {

		@Override
		public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
			environment.getPropertySources().addFirst(new MapPropertySource("own", Map.of("app.own", "own")));
		}

	}

}
