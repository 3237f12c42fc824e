package guest;
//EXITS 42
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;

@SpringBootApplication
public class RunnerExitCode {

	public static void main(String[] args) {
		System.exit(SpringApplication.exit(SpringApplication.run(RunnerExitCode.class, args)));
	}

	@Bean
	ExitCodeGenerator code() {
		return () -> 42;
	}

}
