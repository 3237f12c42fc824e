package guest;
//WHAT an event stream of 6 s that ends by itself and writes a row at its end; grace period 20 s
//DEPS web jdbc com.h2database:h2
//GRACE 20s
//SIGNAL TERM 500
//SQL rows select count(*) from event
//CALL answer 100 GET /events
//WANT rows=1 answer=200
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.jdbc.core.*;
import org.springframework.web.bind.annotation.*;
import org.springframework.web.servlet.mvc.method.annotation.*;

@SpringBootApplication
@RestController
public class EventStreamEnds {

	private final JdbcTemplate jdbc;

	EventStreamEnds(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	public static void main(String[] args) {
		SpringApplication.run(EventStreamEnds.class, args);
	}

	@GetMapping("/events")
	SseEmitter events() {
		SseEmitter emitter = new SseEmitter(0L);
		new Thread(() -> {
			try {
				for (int i = 0; i < 60; i++) {
					emitter.send("an event");
					Thread.sleep(100);
				}
				this.jdbc.update("insert into event values ('done')");
				emitter.complete();
			}
			catch (Exception ex) {
				System.out.println("The stream failed: " + ex);
			}
		}).start();
		return emitter;
	}

}
