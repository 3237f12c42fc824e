package guest;
//WHAT the shutdown endpoint of the actuator: 50 events written in @PreDestroy, and a request of 3 s
//DEPS web actuator jdbc com.h2database:h2
//PROP management.endpoint.shutdown.access=unrestricted
//PROP management.endpoints.web.exposure.include=shutdown
//GRACE 20s
//SQL rows select count(*) from event
//WANT rows=50
//CALL answer 0 GET /slow
//CALL end 500 POST /actuator/shutdown
//WANT answer=200 end=200
import jakarta.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.jdbc.core.*;
import org.springframework.transaction.support.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class ClosedByEndpoint {

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transactions;

	ClosedByEndpoint(JdbcTemplate jdbc, TransactionTemplate transactions) {
		this.jdbc = jdbc;
		this.transactions = transactions;
	}

	public static void main(String[] args) {
		SpringApplication.run(ClosedByEndpoint.class, args);
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

	@GetMapping("/slow")
	String slow() throws InterruptedException {
		Thread.sleep(3000);
		return "slow";
	}

}
