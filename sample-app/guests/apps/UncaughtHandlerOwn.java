package guest;
//EXITS 0
import java.util.concurrent.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.scheduling.annotation.*;

@SpringBootApplication
public class UncaughtHandlerOwn implements CommandLineRunner {

	public static void main(String[] args) {
		Thread.setDefaultUncaughtExceptionHandler((thread, ex) -> System.out.println("own handler: " + ex));
		SpringApplication.run(UncaughtHandlerOwn.class, args);
	}

	@Override
	public void run(String... args) throws Exception {
		Thread thread = new Thread(() -> {
			throw new IllegalStateException("thread");
		});
		thread.start();
		thread.join();
	}

}
