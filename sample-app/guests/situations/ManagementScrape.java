package guest;
//WHAT a scrape of the management port 1.5 s after the signal, while a request of 3 s is in flight
//DEPS web actuator
//PROP management.server.port=0
//GRACE 20s
//SIGNAL TERM 500
//CALL answer 300 GET /slow
//CALL scrape 2000 @management GET /actuator/info
//WANT answer=200 scrape=200
//PROP management.endpoints.web.exposure.include=*
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class ManagementScrape {

	public static void main(String[] args) {
		SpringApplication.run(ManagementScrape.class, args);
	}

	@GetMapping("/slow")
	String slow() throws InterruptedException {
		Thread.sleep(3000);
		return "slow";
	}

}
