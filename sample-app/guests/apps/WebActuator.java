package guest;
//SAMPLE
//DEPS web actuator
//PROP management.endpoints.web.exposure.include=health,info,metrics,mappings
//PROP management.endpoint.health.show-details=always
//PROP management.endpoint.health.probes.enabled=true
//REQ GET /hello
//REQ GET /callable
//REQ GET /deferred
//REQ GET /stream
//REQ GET /sse
//REQ GET /forward
//REQ POST /echo Content-Type: application/json | {"a":1}
//REQ GET /nothing
//REQ GET /hello Connection: keep-alive
//REQ OPTIONS /hello
//REQ DELETE /hello
//REQ HEAD /hello
//REQ GET /actuator
//REQ GET /actuator/health
//REQ GET /actuator/health/readiness
//REQ GET /actuator/health/liveness
//REQ GET /actuator/info
import java.util.*;
import java.util.concurrent.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;
import org.springframework.web.context.request.async.*;
import org.springframework.web.servlet.mvc.method.annotation.*;

@SpringBootApplication
@RestController
public class WebActuator {

	public static void main(String[] args) {
		SpringApplication.run(WebActuator.class, args);
	}

	@GetMapping("/hello")
	Map<String, String> hello() {
		return Map.of("hello", "world");
	}

	@PostMapping("/echo")
	Map<String, Object> echo(@RequestBody Map<String, Object> body) {
		return body;
	}

	@GetMapping("/callable")
	Callable<String> callable() {
		return () -> "called";
	}

	@GetMapping("/deferred")
	DeferredResult<String> deferred() {
		DeferredResult<String> result = new DeferredResult<>();
		new Thread(() -> result.setResult("later")).start();
		return result;
	}

	@GetMapping("/stream")
	StreamingResponseBody stream() {
		return (out) -> out.write("streamed".getBytes());
	}

	@GetMapping("/sse")
	SseEmitter sse() {
		SseEmitter emitter = new SseEmitter();
		new Thread(() -> {
			try {
				emitter.send("one");
				emitter.send(SseEmitter.event().id("2").name("n").data("two"));
				emitter.complete();
			}
			catch (java.io.IOException ex) {
				emitter.completeWithError(ex);
			}
		}).start();
		return emitter;
	}

	@org.springframework.stereotype.Controller
	static class Forward {

		@GetMapping("/forward")
		String forward() {
			return "forward:/hello";
		}

	}


}
