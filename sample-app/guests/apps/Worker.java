package guest;
//SAMPLE
//PROP spring.main.keep-alive=true
//PROP spring.task.scheduling.pool.size=2
//WAIT 1000
//SETS
import java.util.concurrent.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.scheduling.annotation.*;

@SpringBootApplication
@EnableScheduling
@EnableAsync
public class Worker {

	public static void main(String[] args) {
		SpringApplication.run(Worker.class, args);
	}

	@Scheduled(fixedDelay = 100)
	void works() {
		System.out.println("works");
	}

	@Scheduled(fixedDelay = 100)
	void fails() {
		throw new IllegalStateException("scheduled failure");
	}

}
