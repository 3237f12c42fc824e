package guest;
//WHAT a request of 6 s whose work is one transaction
//DEPS web jdbc com.h2database:h2
//GRACE 20s
//SIGNAL TERM 500
//SQL rows select count(*) from event
//WANT rows=2
//CALL answer 100 GET /write
//WANT answer=200
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.jdbc.core.*;
import org.springframework.transaction.support.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class RequestTransaction {

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transactions;

	RequestTransaction(JdbcTemplate jdbc, TransactionTemplate transactions) {
		this.jdbc = jdbc;
		this.transactions = transactions;
	}

	public static void main(String[] args) {
		SpringApplication.run(RequestTransaction.class, args);
	}

	@GetMapping("/write")
	void write() {
		this.transactions.executeWithoutResult((status) -> {
			this.jdbc.update("insert into event values ('begun')");
			System.out.println("begun");
			sleep(6000);
			this.jdbc.update("insert into event values ('done')");
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
