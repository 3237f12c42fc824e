package guest;
//WHAT a listener of ContextClosedEvent that hands 3 events to a lifecycle bean, which writes them when it is stopped
//DEPS web jdbc com.h2database:h2
//GRACE 20s
//SIGNAL TERM 500
//SQL rows select count(*) from event
//WANT rows=3
import java.util.List;
import java.util.concurrent.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;
import org.springframework.context.event.*;
import org.springframework.jdbc.core.*;

@SpringBootApplication
public class EventThenStop implements SmartLifecycle {

	private final JdbcTemplate jdbc;

	private final List<String> events = new CopyOnWriteArrayList<>();

	private volatile boolean running;

	EventThenStop(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	public static void main(String[] args) {
		SpringApplication.run(EventThenStop.class, args);
	}

	@EventListener(ContextClosedEvent.class)
	void closed() {
		this.events.addAll(List.of("one", "two", "three"));
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.events.forEach((event) -> this.jdbc.update("insert into event values (?)", event));
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
