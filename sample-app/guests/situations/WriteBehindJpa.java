package guest;
//WHAT a bean's own buffer of 50 entities, flushed through JPA in @PreDestroy
//DEPS data-jpa com.h2database:h2
//PROP spring.jpa.hibernate.ddl-auto=update
//PROP spring.jpa.open-in-view=false
//GRACE 20s
//SIGNAL TERM 300
//SQL rows select count(*) from item
//WANT rows=50
import jakarta.annotation.*;
import jakarta.persistence.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.transaction.support.*;

@SpringBootApplication
public class WriteBehindJpa {

	public static void main(String[] args) {
		SpringApplication.run(WriteBehindJpa.class, args);
	}

	private final EntityManager entities;

	private final org.springframework.transaction.PlatformTransactionManager manager;

	WriteBehindJpa(EntityManager entities, org.springframework.transaction.PlatformTransactionManager manager) {
		this.entities = entities;
		this.manager = manager;
	}

	@PreDestroy
	void flush() throws InterruptedException {
		Thread writer = new Thread(() -> {
			for (int i = 0; i < 5; i++) {
				new org.springframework.transaction.support.TransactionTemplate(this.manager).executeWithoutResult((status) -> {
					for (int j = 0; j < 10; j++) {
						this.entities.persist(new Item());
					}
				});
			}
		});
		writer.start();
		writer.join();
	}

	@Entity(name = "item")
	public static class Item {

		@Id
		@GeneratedValue
		public Long id;

	}

}
