package guest;
//DEPS web actuator
//REQ GET /hello
//REQ GET /fail
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory; //3.5
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory; //4.1
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class TwoConnectors {

	public static void main(String[] args) {
		SpringApplication.run(TwoConnectors.class, args);
	}

	@GetMapping("/hello")
	String hello() {
		return "hello";
	}

	@GetMapping("/fail")
	String fail() {
		throw new IllegalStateException("fails");
	}

	@org.springframework.context.annotation.Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> second() {
		return (factory) -> factory.addAdditionalTomcatConnectors(connector()); //3.5
		return (factory) -> factory.addAdditionalConnectors(connector()); //4.1
	}

	private static org.apache.catalina.connector.Connector connector() {
		org.apache.catalina.connector.Connector connector = new org.apache.catalina.connector.Connector();
		connector.setPort(0);
		return connector;
	}
}
