package guest;
//DEPS web actuator
//REQ GET /
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;
import org.springframework.context.annotation.*;
import org.springframework.context.event.*;
import org.springframework.core.task.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class MulticasterOwn {

	private final ApplicationEventMulticaster multicaster;

	MulticasterOwn(@Lazy Own multicaster) {
		this.multicaster = multicaster;
	}

	public static void main(String[] args) {
		SpringApplication.run(MulticasterOwn.class, args);
	}

	@GetMapping("/")
	String own() {
		return this.multicaster.getClass().getSuperclass().getName() + this.multicaster.getClass().getName();
	}

	@Bean
	static Own applicationEventMulticaster() {
		Own own = new Own();
		own.setErrorHandler((ex) -> System.out.println("handled " + ex));
		return own;
	}

	static class Own extends SimpleApplicationEventMulticaster {

	}

	@EventListener
	void fails(ApplicationEvent event) {
		if (event.getClass().getSimpleName().equals("ApplicationReadyEvent")) {
			throw new IllegalStateException("listener");
		}
	}

}
