package guest;
//WHAT a request of JPA with open-in-view that works for 5 s between two transactions
//DEPS web data-jpa com.h2database:h2
//GRACE 20s
//SIGNAL TERM 500
//PROP spring.jpa.hibernate.ddl-auto=update
//SQL rows select count(*) from note
//CALL answer 100 GET /write
//WANT rows=2 answer=200
import jakarta.persistence.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.transaction.support.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class OpenInView {

	private final EntityManager entities;

	private final TransactionTemplate transactions;

	OpenInView(EntityManager entities, TransactionTemplate transactions) {
		this.entities = entities;
		this.transactions = transactions;
	}

	public static void main(String[] args) {
		SpringApplication.run(OpenInView.class, args);
	}

	@GetMapping("/write")
	void write() throws InterruptedException {
		this.transactions.executeWithoutResult((status) -> this.entities.persist(new Note()));
		Thread.sleep(5000);
		this.transactions.executeWithoutResult((status) -> this.entities.persist(new Note()));
	}

	@Entity
	@Table(name = "note")
	static class Note {

		@Id
		@GeneratedValue
		Long id;

	}

}
