package guest;
//WHAT a request of 3 s that is answered by a CompletableFuture of the common pool
//DEPS web jdbc com.h2database:h2
//GRACE 20s
//SIGNAL TERM 500
//SQL rows select count(*) from event
//WANT rows=1
//CALL answer 200 GET /slow
//WANT answer=200
import java.util.concurrent.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.jdbc.core.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class RequestFuture {

	private final JdbcTemplate jdbc;

	RequestFuture(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	public static void main(String[] args) {
		SpringApplication.run(RequestFuture.class, args);
	}

	@GetMapping("/slow")
	CompletableFuture<String> slow() {
		return CompletableFuture.supplyAsync(() -> {
			sleep(3000);
			this.jdbc.update("insert into event values ('event')");
			return "slow";
		});
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
