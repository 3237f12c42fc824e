package guest;
//SAMPLE
//DEPS web actuator
//PROP server.error.include-message=always
//REQ GET /illegal
//REQ GET /illegal Accept: text/html
//REQ GET /connect
//REQ GET /rejected
//REQ GET /cause
//REQ GET /error-type
//REQ GET /filter?teapot
//REQ GET /filter?io
//REQ GET /status
//REQ GET /handled
//REQ GET /event
//REQ GET /callable
//REQ GET /deferred
//REQ GET /late
//REQ POST /illegal
//REQ GET /param?n=x
//REQ GET /committed
//REQ GET /senderror
//REQ GET /actuator/health
import java.io.*;
import java.net.*;
import java.util.concurrent.*;
import jakarta.servlet.*;
import jakarta.servlet.http.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;
import org.springframework.context.annotation.*;
import org.springframework.context.event.*;
import org.springframework.http.*;
import org.springframework.stereotype.*;
import org.springframework.web.bind.annotation.*;
import org.springframework.web.context.request.async.*;
import org.springframework.web.filter.*;
import org.springframework.web.server.*;

@SpringBootApplication
@RestController
public class Errors {

	private final ApplicationEventPublisher events;

	Errors(ApplicationEventPublisher events) {
		this.events = events;
	}

	public static void main(String[] args) {
		SpringApplication.run(Errors.class, args);
	}

	@GetMapping("/illegal")
	String illegal() {
		throw new IllegalStateException("not now");
	}

	@GetMapping("/connect")
	String connect() {
		throw new IllegalStateException("no backend", new ConnectException("refused"));
	}

	@GetMapping("/rejected")
	String rejected() {
		throw new RejectedExecutionException("full");
	}

	@GetMapping("/cause")
	String cause() throws IOException {
		throw new IOException("io", new TimeoutException("timed out"));
	}

	@GetMapping("/error-type")
	String errorType() {
		throw new StackOverflowError("deep");
	}

	@GetMapping("/filter")
	String filter() {
		return "filtered";
	}

	@GetMapping("/status")
	String status() {
		throw new ResponseStatusException(HttpStatus.GONE, "gone");
	}

	@GetMapping("/handled")
	String handled() {
		throw new IllegalArgumentException("conflict");
	}

	@GetMapping("/event")
	String event() {
		this.events.publishEvent("veto");
		return "published";
	}

	@EventListener
	void on(String event) {
		throw new IllegalArgumentException("vetoed");
	}

	@GetMapping("/callable")
	Callable<String> callable() {
		return () -> {
			throw new IllegalStateException("callable");
		};
	}

	@GetMapping("/deferred")
	DeferredResult<String> deferred() {
		DeferredResult<String> result = new DeferredResult<>();
		result.setErrorResult(new IllegalStateException("deferred"));
		return result;
	}

	@GetMapping("/late")
	DeferredResult<String> late() {
		return new DeferredResult<>(100L);
	}

	@GetMapping("/param")
	String param(@RequestParam int n) {
		return "n";
	}

	@GetMapping("/committed")
	void committed(HttpServletResponse response) throws IOException {
		response.getWriter().write("half");
		response.flushBuffer();
		throw new IllegalStateException("after the first half");
	}

	@GetMapping("/senderror")
	void sendError(HttpServletResponse response) throws IOException {
		response.sendError(418, "teapot");
	}

	@ExceptionHandler
	ResponseEntity<String> conflict(IllegalArgumentException ex) {
		return ResponseEntity.status(409).body(ex.getMessage());
	}

	@ResponseStatus(HttpStatus.UNAUTHORIZED)
	static class Teapot extends RuntimeException {

	}

	@Component
	static class Thrower extends OncePerRequestFilter {

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws ServletException, IOException {
			if ("teapot".equals(request.getQueryString())) {
				throw new Teapot();
			}
			if ("io".equals(request.getQueryString())) {
				throw new IOException("from a filter");
			}
			chain.doFilter(request, response);
		}

	}

}
