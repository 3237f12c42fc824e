package guest;
//WHAT a request that leaves 2 s of work to the common pool and answers, beside one of 4 s
//DEPS web jdbc com.h2database:h2
//GRACE 20s
//SIGNAL TERM 500
//SQL rows select count(*) from event
//WANT rows=1
//CALL answer 200 GET /slow
//CALL left 300 GET /leave
//WANT answer=200 left=200
import java.util.concurrent.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.jdbc.core.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class RequestThenCommon {

	private final JdbcTemplate jdbc;

	RequestThenCommon(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	public static void main(String[] args) {
		SpringApplication.run(RequestThenCommon.class, args);
	}

	@GetMapping("/leave")
	String leave() {
		CompletableFuture.runAsync(() -> {
			sleep(2000);
			this.jdbc.update("insert into event values ('event')");
		});
		return "left";
	}

	@GetMapping("/slow")
	String slow() {
		sleep(4000);
		return "slow";
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
