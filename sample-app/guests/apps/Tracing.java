package guest;
//DEPS web actuator io.micrometer:micrometer-tracing-bridge-otel io.opentelemetry:opentelemetry-exporter-otlp
//DEPS4 opentelemetry
//PROP management.tracing.sampling.probability=0
//REQ GET /hello
//REQ GET /fail
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class Tracing {

	public static void main(String[] args) {
		SpringApplication.run(Tracing.class, args);
	}

	@GetMapping("/hello")
	String hello() {
		return "hello";
	}

	@GetMapping("/fail")
	String fail() {
		throw new IllegalStateException("fails");
	}

}
