package guest;
//EXITS 7
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;

@SpringBootApplication
public class RunnerExitCodeException implements ApplicationRunner {

	public static void main(String[] args) {
		SpringApplication.run(RunnerExitCodeException.class, args);
	}

	@Override
	public void run(ApplicationArguments args) {
		throw new Failed();
	}

	static class Failed extends RuntimeException implements ExitCodeGenerator {

		@Override
		public int getExitCode() {
			return 7;
		}

	}

}
