package guest;
//WHAT a connection with autocommit off, open since before the signal, that commits 4 s after it and is joined in @PreDestroy
//DEPS jdbc com.h2database:h2
//GRACE 20s
//AFTER ^begun
//SIGNAL TERM 1000
//SQL rows select count(*) from event
//WANT rows=2
import jakarta.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;

@SpringBootApplication
public class RawOpen {

	public static void main(String[] args) {
		SpringApplication.run(RawOpen.class, args);
	}

	private final javax.sql.DataSource source;

	private final Thread writer = new Thread(this::write);

	RawOpen(javax.sql.DataSource source) {
		this.source = source;
	}

	private void write() {
		try (java.sql.Connection connection = this.source.getConnection()) {
			connection.setAutoCommit(false);
			connection.createStatement().executeUpdate("insert into event values ('begun')");
			System.out.println("begun");
			sleep(5000);
			connection.createStatement().executeUpdate("insert into event values ('done')");
			connection.commit();
		}
		catch (java.sql.SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@PostConstruct
	void start() {
		this.writer.start();
	}

	@PreDestroy
	void stop() throws InterruptedException {
		this.writer.join();
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
