package guest;
//DEPS web actuator io.micrometer:micrometer-registry-prometheus io.micrometer:micrometer-registry-otlp
//PROP management.endpoints.web.exposure.include=prometheus
//PROP management.otlp.metrics.export.enabled=true
//PROP management.otlp.metrics.export.step=1h
//REQ GET /actuator/prometheus?includedNames=tomcat_sessions_created_sessions_total
//REQ GET /hello
//REQ GET /fail
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class Prometheus {

	public static void main(String[] args) {
		SpringApplication.run(Prometheus.class, args);
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
