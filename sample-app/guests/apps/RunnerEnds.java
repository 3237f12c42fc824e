package guest;
//SAMPLE
//EXITS 0
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;

@SpringBootApplication
public class RunnerEnds implements CommandLineRunner {

	public static void main(String[] args) {
		SpringApplication.run(RunnerEnds.class, args);
	}

	@Override
	public void run(String... args) {
		System.out.println("ran");
	}

}
