package guest;
//EXITS 1
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;

@SpringBootApplication
public class RunnerThrows implements CommandLineRunner {

	public static void main(String[] args) {
		SpringApplication.run(RunnerThrows.class, args);
	}

	@Override
	public void run(String... args) {
		throw new IllegalStateException("no input");
	}

}
