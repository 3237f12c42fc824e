package guest;
//WHAT a request of 2 s that hands an awaited task of 2 s to @Async at its end
//DEPS web jdbc com.h2database:h2
//PROP spring.task.execution.shutdown.await-termination=true
//PROP spring.task.execution.shutdown.await-termination-period=15s
//GRACE 20s
//SIGNAL TERM 500
//SQL rows select count(*) from event
//WANT rows=1
//CALL answer 100 GET /work
//WANT answer=200
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.jdbc.core.*;
import org.springframework.scheduling.annotation.*;
import org.springframework.stereotype.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
@EnableAsync
public class HandOver {

	private final JdbcTemplate jdbc;

	HandOver(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	public static void main(String[] args) {
		SpringApplication.run(HandOver.class, args);
	}

	@org.springframework.beans.factory.annotation.Autowired
	Tasks tasks;

	@GetMapping("/work")
	void work() {
		sleep(2000);
		this.tasks.task(this.jdbc);
	}

	@Component
	static class Tasks {

		@Async
		void task(JdbcTemplate jdbc) {
			sleep(2000);
			jdbc.update("insert into event values ('event')");
		}

	}

	static void sleep(long millis) {
		try {
			Thread.sleep(millis);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
