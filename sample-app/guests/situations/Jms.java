package guest;
//WHAT a listener of JMS (Artemis) whose record of 4 s is a transaction
//DEPS artemis jdbc com.h2database:h2
//DEPS org.apache.activemq:artemis-jakarta-server
//PROP spring.artemis.mode=embedded
//PROP logging.level.org.apache.activemq=warn
//GRACE 20s
//AFTER ^begun
//SIGNAL TERM 500
//SQL done select count(case when name = 'done' then 1 end) from event
//LINE records ^begun
//WANT done=[1-9]\d*
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.jdbc.core.*;
import org.springframework.jms.annotation.*;
import org.springframework.jms.core.*;
import org.springframework.transaction.support.*;

@SpringBootApplication
public class Jms {

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transactions;

	Jms(JdbcTemplate jdbc, TransactionTemplate transactions) {
		this.jdbc = jdbc;
		this.transactions = transactions;
	}

	public static void main(String[] args) {
		SpringApplication.run(Jms.class, args);
	}

	@JmsListener(destination = "queue")
	void receive(String text) {
		write();
	}

	@Bean
	static ApplicationRunner send(JmsTemplate jms) {
		return (args) -> jms.convertAndSend("queue", "text");
	}

	private void write() {
		this.transactions.executeWithoutResult((status) -> {
			this.jdbc.update("insert into event values ('begun')");
			System.out.println("begun");
			sleep(4000);
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
