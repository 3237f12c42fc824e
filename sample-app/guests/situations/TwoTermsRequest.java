package guest;
//WHAT two SIGTERMs, 700 ms apart, while a request of 4 s is in flight
//DEPS web
//GRACE 20s
//SIGNAL TERM 500
//SIGNAL TERM 1200
//CALL answer 200 GET /slow
//WANT answer=200
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class TwoTermsRequest {

	public static void main(String[] args) {
		SpringApplication.run(TwoTermsRequest.class, args);
	}

	@GetMapping("/slow")
	String slow() throws InterruptedException {
		Thread.sleep(4000);
		return "slow";
	}

}
