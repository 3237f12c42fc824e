package guest;
//WHAT a lifecycle bean that never says that it has stopped, and rows written when beans are destroyed
//DEPS web jdbc com.h2database:h2
//GRACE 20s
//SIGNAL TERM 500
//SQL rows select count(*) from event
//WANT rows=1
import jakarta.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;
import org.springframework.jdbc.core.*;

@SpringBootApplication
public class StopNever implements SmartLifecycle {

	private final JdbcTemplate jdbc;

	private volatile boolean running;

	StopNever(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	public static void main(String[] args) {
		SpringApplication.run(StopNever.class, args);
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop(Runnable callback) {
		// It never calls back.
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@PreDestroy
	void flush() {
		this.jdbc.update("insert into event values ('flushed')");
	}

}
