package guest;
//DEPS web actuator
//EXITS 1
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;

@SpringBootApplication
public class FailsToStart {

	public static void main(String[] args) {
		SpringApplication.run(FailsToStart.class, args);
	}

	@Bean
	Object needs(java.util.concurrent.Callable<String> missing) {
		return missing;
	}

}
