package guest;
//DEPS actuator
//DEPS3 org.springframework.cloud:spring-cloud-starter-gateway-server-webflux
//DEPS4 org.springframework.cloud:spring-cloud-starter-gateway-server-webflux
//BOM3 org.springframework.cloud:spring-cloud-dependencies:2025.0.0
//BOM4 org.springframework.cloud:spring-cloud-dependencies:2025.1.0
//PROP spring.cloud.gateway.server.webflux.routes[0].id=self
//PROP spring.cloud.gateway.server.webflux.routes[0].uri=http://localhost:1
//PROP spring.cloud.gateway.server.webflux.routes[0].predicates[0]=Path=/away/**
//PROP spring.cloud.compatibility-verifier.enabled=false
//REQ GET /here
//REQ GET /away
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class Gateway {

	public static void main(String[] args) {
		SpringApplication.run(Gateway.class, args);
	}

	@GetMapping("/here")
	String here() {
		return "here";
	}

}
