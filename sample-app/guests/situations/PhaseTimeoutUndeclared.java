package guest;
//WHAT spring.lifecycle.timeout-per-shutdown-phase=60s and a request of 14 s; nothing declared
//DEPS web
//PROP spring.lifecycle.timeout-per-shutdown-phase=60s
//SIGNAL TERM 500
//CALL answer 200 GET /slow
//WANT answer=200
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class PhaseTimeoutUndeclared {

	public static void main(String[] args) {
		SpringApplication.run(PhaseTimeoutUndeclared.class, args);
	}

	@GetMapping("/slow")
	String slow() throws InterruptedException {
		Thread.sleep(14000);
		return "slow";
	}

}
