package guest;
//WHAT System.exit in a request: 50 events written in @PreDestroy, and another request of 3 s
//DEPS web jdbc com.h2database:h2
//PROP spring.lifecycle.timeout-per-shutdown-phase=5s
//GRACE 20s
//SQL rows select count(*) from event
//WANT rows=50
//CALL answer 0 GET /slow
//CALL end 500 GET /exit
//WANT answer=200
import jakarta.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.jdbc.core.*;
import org.springframework.transaction.support.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class ExitInRequest {

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transactions;

	ExitInRequest(JdbcTemplate jdbc, TransactionTemplate transactions) {
		this.jdbc = jdbc;
		this.transactions = transactions;
	}

	public static void main(String[] args) {
		SpringApplication.run(ExitInRequest.class, args);
	}

	@PreDestroy
	void flush() {
		Thread writer = new Thread(() -> this.transactions.executeWithoutResult((status) -> {
			for (int i = 0; i < 50; i++) {
				this.jdbc.update("insert into event values (?)", "event " + i);
			}
		}));
		writer.start();
		try {
			writer.join();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@GetMapping("/exit")
	void exit() {
		System.exit(0);
	}

	@GetMapping("/slow")
	String slow() throws InterruptedException {
		Thread.sleep(3000);
		return "slow";
	}

}
