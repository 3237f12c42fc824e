package guest;
//WHAT a lifecycle bean of the default phase that calls an endpoint of its own service when it is stopped, and a request of 3 s
//DEPS web jdbc com.h2database:h2
//GRACE 20s
//PROP softlanding.signals.enabled=false
//SIGNAL TERM 500
//CALL answer 200 GET /slow
//SQL rows select count(*) from event
//WANT answer=200 rows=1
import java.net.*;
import java.net.http.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;
import org.springframework.core.env.*;
import org.springframework.jdbc.core.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class CloseCallsSelf implements SmartLifecycle {

	private final JdbcTemplate jdbc;

	private final Environment environment;

	private volatile boolean running;

	CloseCallsSelf(JdbcTemplate jdbc, Environment environment) {
		this.jdbc = jdbc;
		this.environment = environment;
	}

	public static void main(String[] args) {
		SpringApplication.run(CloseCallsSelf.class, args);
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		URI uri = URI.create("http://localhost:" + this.environment.getProperty("local.server.port") + "/flush");
		try {
			HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@GetMapping("/flush")
	void flush() {
		this.jdbc.update("insert into event values ('flushed')");
	}

	@GetMapping("/slow")
	String slow() throws InterruptedException {
		Thread.sleep(3000);
		return "slow";
	}

}
