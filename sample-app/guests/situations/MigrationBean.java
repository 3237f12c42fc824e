package guest;
//WHAT a migration of 8 s in a bean at start, which holds a lock row
//DEPS jdbc com.h2database:h2
//GRACE 20s
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
public class MigrationBean {

	private final JdbcTemplate jdbc;

	MigrationBean(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	public static void main(String[] args) {
		SpringApplication.run(MigrationBean.class, args);
	}

	@PostConstruct
	void migrate() {
		this.jdbc.update("insert into event values ('lock')");
		System.out.println("begun");
		sleep(8000);
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
