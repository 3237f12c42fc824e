package guest;
//DEPS webflux actuator
//PROP spring.main.web-application-type=none
//EXITS 0
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
/** Has WebFlux for its client only, starts lazily, and ends. */
@SpringBootApplication
public class WebClientOnly {
	public static void main(String[] args) { SpringApplication app = new SpringApplication(WebClientOnly.class); app.setLazyInitialization(true); app.run(args); }
	@Bean CommandLineRunner run(org.springframework.beans.factory.ObjectProvider<org.springframework.web.reactive.function.client.WebClient.Builder> b) { return (a) -> { System.out.println("client " + (b.getIfAvailable() != null)); try { b.getObject().build().get().uri("http://localhost:1/").retrieve().bodyToMono(String.class).block(); } catch (RuntimeException ex) { System.out.println(ex.getClass().getName()); } }; }
}
