package guest;
//DEPS web actuator
//REQ GET /events
import java.util.List;
import java.util.concurrent.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.boot.availability.*;
import org.springframework.context.*;
import org.springframework.context.event.*;
import org.springframework.web.bind.annotation.*;

/** Sees every event that is published, and its order. */
@SpringBootApplication
@RestController
public class ListenersOwn {

	private final List<String> seen = new CopyOnWriteArrayList<>();

	private final ApplicationAvailability availability;

	ListenersOwn(ApplicationAvailability availability) {
		this.availability = availability;
	}

	public static void main(String[] args) {
		SpringApplication.run(ListenersOwn.class, args);
	}

	@GetMapping("/events")
	String events() {
		return this.seen + " " + this.availability.getClass() + this.availability.getReadinessState() + this.availability.getLivenessState()
				+ this.availability.getLastChangeEvent(ReadinessState.class).getState();
	}

	@EventListener
	void on(ApplicationEvent event) {
		this.seen.add(event.getClass().getSimpleName());
	}

	@EventListener
	void on(PayloadApplicationEvent<?> event) {
		this.seen.add("payload " + event.getPayload().getClass().getName());
	}

}
