package guest;
//DEPS web validation actuator
//PROP app.name=guest
//REQ GET /
import jakarta.validation.constraints.*;
import org.springframework.beans.factory.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.boot.context.properties.*;
import org.springframework.core.env.*;
import org.springframework.validation.annotation.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@EnableConfigurationProperties({ PropertiesOwn.Bound.class, PropertiesOwn.Mutable.class })
@RestController
public class PropertiesOwn {

	private final Bound bound;

	private final Mutable mutable;

	PropertiesOwn(Bound bound, Mutable mutable, ConfigurableEnvironment environment) {
		this.bound = bound;
		this.mutable = mutable;
		environment.getPropertySources().forEach((source) -> System.out.println("source " + source.getName()));
	}

	public static void main(String[] args) {
		SpringApplication.run(PropertiesOwn.class, args);
	}

	@GetMapping("/")
	String index() {
		return this.bound + " " + this.mutable.name + " " + this.mutable.getClass();
	}

	@ConfigurationProperties("app")
	@Validated
	record Bound(@NotNull String name) {

	}

	@ConfigurationProperties("app")
	static final class Mutable {

		private String name;

		public void setName(String name) {
			this.name = name;
		}

	}

}
