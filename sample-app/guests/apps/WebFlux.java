package guest;
//SAMPLE
//DEPS webflux actuator
//REQ GET /mono
//REQ GET /flux
//REQ GET /sse
//REQ GET /fail
//REQ GET /connect
//REQ GET /rejected
//REQ GET /status
//REQ GET /handled
//REQ GET /filter?fail
//REQ GET /nothing
//REQ GET /nothing Accept: text/html
//REQ GET /actuator/health
import java.time.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.http.*;
import org.springframework.web.bind.annotation.*;
import org.springframework.web.server.*;
import reactor.core.publisher.*;

@SpringBootApplication
@RestController
public class WebFlux {

	public static void main(String[] args) {
		SpringApplication.run(WebFlux.class, args);
	}

	@GetMapping("/mono")
	Mono<String> mono() {
		return Mono.just("mono");
	}

	@GetMapping("/flux")
	Flux<String> flux() {
		return Flux.just("a", "b").delayElements(Duration.ofMillis(20));
	}

	@GetMapping(path = "/sse", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<String> sse() {
		return Flux.just("a", "b").delayElements(Duration.ofMillis(20));
	}

	@GetMapping("/fail")
	Mono<String> fail() {
		return Mono.error(new IllegalStateException("fails"));
	}

	@GetMapping("/connect")
	Mono<String> connect() {
		return Mono.error(new IllegalStateException(new java.net.ConnectException("refused")));
	}

	@GetMapping("/rejected")
	Mono<String> rejected() {
		throw new java.util.concurrent.RejectedExecutionException("full");
	}

	@GetMapping("/status")
	Mono<String> status() {
		throw new ResponseStatusException(HttpStatus.GONE, "gone");
	}

	@GetMapping("/handled")
	Mono<String> handled() {
		return Mono.error(new IllegalArgumentException("handled"));
	}

	@ExceptionHandler
	ResponseEntity<String> handle(IllegalArgumentException ex) {
		return ResponseEntity.status(409).body(ex.getMessage());
	}

	@Bean
	WebFilter thrower() {
		return (exchange, chain) -> exchange.getRequest().getQueryParams().containsKey("fail")
				? Mono.error(new IllegalStateException("filter")) : chain.filter(exchange);
	}

}
