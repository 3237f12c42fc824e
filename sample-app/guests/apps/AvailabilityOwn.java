package guest;
//DEPS web actuator
//REQ GET /seen
//REQ GET /actuator/health
//REQ GET /actuator/health/softlanding
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import org.springframework.beans.factory.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;
import org.springframework.context.annotation.*;
import org.springframework.web.bind.annotation.*;

import org.springframework.boot.availability.*;
import org.springframework.context.support.*;
import org.springframework.boot.actuate.health.*; //3.5
import org.springframework.boot.health.contributor.*; //4.1
/** Counts changes of availability; a lifecycle processor, an availability and a health contributor of its own. */
@SpringBootApplication
@RestController
public class AvailabilityOwn {
	static final List<String> seen = new CopyOnWriteArrayList<>();
	@Autowired ApplicationAvailability availability;
	public static void main(String[] args) {
		SpringApplication app = new SpringApplication(AvailabilityOwn.class);
		app.addBootstrapRegistryInitializer((r) -> r.addCloseListener((e) -> seen.add("bootstrap " + e.getApplicationContext().getBeanDefinitionNames().length)));
		app.run(args);
	}
	@GetMapping("/seen") String seen() { return String.join("\n", seen) + availability.getClass(); }
	@Configuration static class C {
		@Bean static ApplicationListener<AvailabilityChangeEvent<?>> changes() { return new ApplicationListener<>() { public void onApplicationEvent(AvailabilityChangeEvent<?> e) { seen.add(e.getState() + " " + Thread.currentThread().getName() + " " + e.getSource().getClass().getSimpleName()); } }; }
		@Bean ApplicationAvailability availability() { return new Mine(); }
		@Bean LifecycleProcessor lifecycleProcessor() { return new DefaultLifecycleProcessor() { public void onRefresh() { seen.add("refresh"); super.onRefresh(); } }; }
		@Bean HealthIndicator softlanding() { return () -> Health.up().withDetail("mine", true).build(); }
	}
	static class Mine extends ApplicationAvailabilityBean { }
}
