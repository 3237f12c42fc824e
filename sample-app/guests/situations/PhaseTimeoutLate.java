package guest;
//WHAT spring.lifecycle.timeout-per-shutdown-phase=60s and a request of 24 s, which needs a part of the reserve; grace period 30 s
//DEPS web
//PROP spring.lifecycle.timeout-per-shutdown-phase=60s
//GRACE 30s
//SIGNAL TERM 500
//CALL answer 200 GET /slow
//WANT answer=200
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class PhaseTimeoutLate {

	public static void main(String[] args) {
		SpringApplication.run(PhaseTimeoutLate.class, args);
	}

	@GetMapping("/slow")
	String slow() throws InterruptedException {
		Thread.sleep(24000);
		return "slow";
	}

}
