package guest;
//WHAT a migration of 14 s in a bean at start, which holds a lock row; nothing declared
//DEPS jdbc com.h2database:h2
//AFTER ^begun
//SIGNAL TERM 1000
//SQL locks select count(*) from event where name = 'lock'
//SQL done select count(*) from event where name = 'done'
//WANT locks=0 done=1
import jakarta.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.jdbc.core.*;

@SpringBootApplication
public class MigrationBeanUndeclared {

	private final JdbcTemplate jdbc;

	MigrationBeanUndeclared(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	public static void main(String[] args) {
		SpringApplication.run(MigrationBeanUndeclared.class, args);
	}

	@PostConstruct
	void migrate() {
		this.jdbc.update("insert into event values ('lock')");
		System.out.println("begun");
		sleep(14000);
		this.jdbc.update("insert into event values ('done')");
		this.jdbc.update("delete from event where name = 'lock'");
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
