package guest;
//WHAT a task scheduled once, due 2 s after the signal, while a request of 4 s is in flight
//DEPS web jdbc com.h2database:h2
//GRACE 20s
//SIGNAL TERM 500
//SQL rows select count(*) from event
//WANT rows=1
//CALL answer 200 GET /slow
//WANT answer=200
//SAMPLE
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.jdbc.core.*;
import org.springframework.scheduling.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@org.springframework.scheduling.annotation.EnableScheduling
@RestController
public class OneShot {

	public static void main(String[] args) {
		SpringApplication.run(OneShot.class, args);
	}

	@Bean
	static ApplicationRunner runner(TaskScheduler scheduler, JdbcTemplate jdbc) {
		return (args) -> scheduler.schedule(() -> jdbc.update("insert into event values ('event')"),
				java.time.Instant.now().plusMillis(2500));
	}

	@GetMapping("/slow")
	String slow() throws InterruptedException {
		Thread.sleep(4000);
		return "slow";
	}

}
