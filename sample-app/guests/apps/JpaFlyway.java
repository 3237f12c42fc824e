package guest;
//SAMPLE
//DEPS web actuator data-jpa com.h2database:h2
//DEPS3 org.flywaydb:flyway-core
//DEPS4 flyway
//PROP spring.datasource.url=jdbc:h2:mem:jpa;DB_CLOSE_DELAY=-1
//PROP spring.jpa.hibernate.ddl-auto=none
//FILE db/migration/V1__items.sql
//| create table item (id bigint primary key, name varchar(20));
//REQ PUT /1?name=a
//REQ GET /1
//REQ GET /2
//REQ PUT /3?name=a-name-that-is-longer-than-twenty
//REQ GET /rollback
import jakarta.persistence.*;
import javax.sql.DataSource;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.transaction.annotation.*;
import org.springframework.web.bind.annotation.*;

@RestController
@SpringBootApplication
public class JpaFlyway {

	public static void main(String[] args) {
		SpringApplication.run(JpaFlyway.class, args);
	}

	private final EntityManager items;

	JpaFlyway(EntityManager items, DataSource source) {
		this.items = items;
		System.out.println(source.getClass());
	}

	@PutMapping("/{id}")
	@Transactional
	public Item put(@PathVariable long id, @RequestParam String name) {
		Item item = new Item();
		item.id = id;
		item.name = name;
		return this.items.merge(item);
	}

	@GetMapping("/{id:\\d+}")
	public Item get(@PathVariable long id) {
		return this.items.find(Item.class, id);
	}

	@GetMapping("/rollback")
	@Transactional
	public String rollback() {
		throw new IllegalStateException("rolled back");
	}

	@Entity
	@Table(name = "item")
	static class Item {

		@Id
		public long id;

		public String name;

	}

}
