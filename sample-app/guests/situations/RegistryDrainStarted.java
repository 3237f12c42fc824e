package guest;
//WHAT a registry client that deregisters on DrainStartedEvent (and, without the starter, on ContextClosedEvent), and a request of 3 s
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
public class RegistryDrainStarted {

	public static void main(String[] args) {
		SpringApplication.run(RegistryDrainStarted.class, args);
	}

	@EventListener
	void deregister(org.springframework.context.ApplicationEvent event) {
		String name = event.getClass().getSimpleName();
		if (name.equals("ContextClosedEvent") || name.equals("DrainStartedEvent")) {
			System.out.println(System.currentTimeMillis() + " deregistered");
		}
	}

	@GetMapping("/slow")
	String slow() throws InterruptedException {
		Thread.sleep(3000);
		return "slow";
	}

}
