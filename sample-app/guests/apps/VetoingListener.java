package guest;
//DEPS web actuator
//PROP management.endpoint.health.show-details=always
//REQ POST /order
//REQ POST /caught
//REQ POST /order
//REQ POST /order
//REQ POST /order
//REQ POST /order
//REQ POST /order
//REQ POST /order
//REQ POST /order
//REQ POST /order
//REQ POST /order
//REQ POST /order
//REQ POST /order
//REQ POST /order
//REQ POST /order
//REQ POST /order
//REQ POST /order
//REQ POST /order
//REQ POST /order
//REQ POST /order
//REQ POST /order
//REQ POST /order
//REQ POST /order
//REQ POST /order
//REQ POST /order
//REQ POST /order
//REQ POST /order
//REQ GET /actuator/health
//REQ GET /actuator/health/readiness
//PROP management.endpoint.health.probes.enabled=true
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;
import org.springframework.context.event.*;
import org.springframework.http.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class VetoingListener {

	private final ApplicationEventPublisher events;

	VetoingListener(ApplicationEventPublisher events) {
		this.events = events;
	}

	public static void main(String[] args) {
		SpringApplication.run(VetoingListener.class, args);
	}

	@PostMapping("/order")
	String order() {
		this.events.publishEvent("order");
		return "ordered";
	}

	@PostMapping("/caught")
	String caught() {
		try {
			this.events.publishEvent("order");
			return "ordered";
		}
		catch (IllegalStateException ex) {
			return "vetoed";
		}
	}

	@EventListener
	void veto(String event) {
		throw new IllegalStateException("vetoed " + event);
	}

	@ExceptionHandler
	ResponseEntity<String> conflict(IllegalStateException ex) {
		return ResponseEntity.status(409).body(ex.getMessage());
	}

}
