package guest;
//WHAT 50 events written in @PreDestroy by an application that has not used its pool before
//DEPS jdbc com.h2database:h2
//GRACE 20s
//SIGNAL TERM 300
//SQL rows select count(*) from event
//WANT rows=50
import jakarta.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.jdbc.core.*;

@SpringBootApplication
public class DestroyFirstConnection {

	private final JdbcTemplate jdbc;

	DestroyFirstConnection(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	public static void main(String[] args) {
		SpringApplication.run(DestroyFirstConnection.class, args);
	}

	@PreDestroy
	void flush() {
		for (int i = 0; i < 50; i++) {
			this.jdbc.update("insert into event values (?)", "event " + i);
		}
	}

}
