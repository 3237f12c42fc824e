package guest;
//WHAT 50 events written with JDBC alone (autocommit off) on a bean's own thread, joined in @PreDestroy
//DEPS jdbc com.h2database:h2
//GRACE 20s
//SIGNAL TERM 300
//SQL rows select count(*) from event
//WANT rows=50
import jakarta.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;

@SpringBootApplication
public class RawFlush {

	public static void main(String[] args) {
		SpringApplication.run(RawFlush.class, args);
	}

	private final javax.sql.DataSource source;

	RawFlush(javax.sql.DataSource source) {
		this.source = source;
	}

	@PreDestroy
	void flush() throws InterruptedException {
		Thread writer = new Thread(() -> {
			try (java.sql.Connection connection = this.source.getConnection()) {
				connection.setAutoCommit(false);
				for (int i = 0; i < 50; i++) {
					connection.createStatement().executeUpdate("insert into event values ('event')");
				}
				connection.commit();
			}
			catch (java.sql.SQLException ex) {
				throw new IllegalStateException(ex);
			}
		});
		writer.start();
		writer.join();
	}

}
