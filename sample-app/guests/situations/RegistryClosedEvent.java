package guest;
//WHAT a registry client that deregisters on ContextClosedEvent, and a request of 3 s
//DEPS web
//GRACE 20s
//SIGNAL TERM 500
//CALL answer 200 GET /slow
//WITHIN told 1000 deregistered
//WANT answer=200 told=yes
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.event.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class RegistryClosedEvent {

	public static void main(String[] args) {
		SpringApplication.run(RegistryClosedEvent.class, args);
	}

	@EventListener(ContextClosedEvent.class)
	void deregister() {
		System.out.println(System.currentTimeMillis() + " deregistered");
	}

	@GetMapping("/slow")
	String slow() throws InterruptedException {
		Thread.sleep(3000);
		return "slow";
	}

}
