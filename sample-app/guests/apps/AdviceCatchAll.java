package guest;
//DEPS web actuator validation
//REQ POST /valid Content-Type: application/json | {}
//REQ GET /hello
//REQ GET /fail
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class AdviceCatchAll {

	public static void main(String[] args) {
		SpringApplication.run(AdviceCatchAll.class, args);
	}

	@GetMapping("/hello")
	String hello() {
		return "hello";
	}

	@GetMapping("/fail")
	String fail() {
		throw new IllegalStateException("fails");
	}

	record Order(@jakarta.validation.constraints.NotNull String id) {

	}

	@PostMapping("/valid")
	String valid(@jakarta.validation.Valid @RequestBody Order order) {
		return order.id();
	}

	@RestControllerAdvice
	static class Advice {

		@ExceptionHandler(Throwable.class)
		@ResponseStatus(org.springframework.http.HttpStatus.BAD_GATEWAY)
		String all(Throwable ex) {
			return ex.getClass().getName();
		}

	}
}
