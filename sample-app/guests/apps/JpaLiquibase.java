package guest;
//DEPS web actuator data-jpa com.h2database:h2
//DEPS3 org.liquibase:liquibase-core
//DEPS4 liquibase
//PROP spring.datasource.url=jdbc:h2:mem:jpa;DB_CLOSE_DELAY=-1
//PROP spring.liquibase.change-log=classpath:changes.sql
//FILE changes.sql
//| --liquibase formatted sql
//| --changeset a:1
//| create table item (id bigint primary key, name varchar(20));
//REQ GET /
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.jdbc.core.*;
import org.springframework.web.bind.annotation.*;

@RestController
@SpringBootApplication
public class JpaLiquibase {

	public static void main(String[] args) {
		SpringApplication.run(JpaLiquibase.class, args);
	}

	private final JdbcTemplate jdbc;

	JpaLiquibase(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	@GetMapping("/")
	String count() {
		return this.jdbc.queryForObject("select count(*) from item", String.class);
	}

}
