package guest;
//WHAT a request of 2 s whose event is handled asynchronously after its commit, for 2 s
//DEPS web jdbc com.h2database:h2
//PROP spring.task.execution.shutdown.await-termination=true
//PROP spring.task.execution.shutdown.await-termination-period=15s
//GRACE 20s
//SIGNAL TERM 500
//SQL rows select count(*) from event
//WANT rows=2
//CALL answer 100 GET /work
//WANT answer=200
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;
import org.springframework.jdbc.core.*;
import org.springframework.scheduling.annotation.*;
import org.springframework.stereotype.*;
import org.springframework.transaction.event.*;
import org.springframework.transaction.support.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
@EnableAsync
public class AfterCommit {

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transactions;

	AfterCommit(JdbcTemplate jdbc, TransactionTemplate transactions) {
		this.jdbc = jdbc;
		this.transactions = transactions;
	}

	public static void main(String[] args) {
		SpringApplication.run(AfterCommit.class, args);
	}

	@org.springframework.beans.factory.annotation.Autowired
	ApplicationEventPublisher events;

	@GetMapping("/work")
	void work() {
		this.transactions.executeWithoutResult((status) -> {
			sleep(2000);
			this.jdbc.update("insert into event values ('request')");
			this.events.publishEvent("written");
		});
	}

	@Component
	static class Mail {

		@Async
		@TransactionalEventListener
		public void send(String event) {
			sleep(2000);
			new JdbcTemplate(source).update("insert into event values ('mail')");
		}

		@org.springframework.beans.factory.annotation.Autowired
		javax.sql.DataSource source;

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
