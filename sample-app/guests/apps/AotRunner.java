package guest;
//AOT
//EXITS 0
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;

@SpringBootApplication
public class AotRunner implements CommandLineRunner {

	public static void main(String[] args) {
		SpringApplication.run(AotRunner.class, args);
	}

	@Override
	public void run(String... args) {
		System.out.println("ran");
	}

}
