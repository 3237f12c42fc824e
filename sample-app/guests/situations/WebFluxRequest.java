package guest;
//WHAT a request of 3 s of WebFlux
//DEPS webflux
//GRACE 20s
//SIGNAL TERM 500
//CALL answer 200 GET /slow
//WANT answer=200
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;
import reactor.core.publisher.*;

@SpringBootApplication
@RestController
public class WebFluxRequest {

	public static void main(String[] args) {
		SpringApplication.run(WebFluxRequest.class, args);
	}

	@GetMapping("/slow")
	Mono<String> slow() {
		return Mono.just("slow").delayElement(java.time.Duration.ofSeconds(3));
	}

}
