package guest;
//DEPS web actuator
//READY 3
//REQ @2 GET /hello
//REQ @3 GET /hello
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.boot.builder.*;
import org.springframework.context.annotation.*;
import org.springframework.web.bind.annotation.*;

public class Hierarchy {

	public static void main(String[] args) {
		SpringApplicationBuilder parent = new SpringApplicationBuilder(Parent.class).web(WebApplicationType.NONE);
		parent.run(args);
		SpringApplicationBuilder child = parent.child(First.class).web(WebApplicationType.SERVLET);
		child.run(args);
		child.sibling(Second.class).web(WebApplicationType.SERVLET).run(args);
	}

	@Configuration
	@EnableAutoConfiguration
	static class Parent {

		@Bean
		String name() {
			return "parent";
		}

	}

	@EnableAutoConfiguration
	@RestController
	static class First {

		private final String name;

		First(String name) {
			this.name = name;
		}

		@GetMapping("/hello")
		String hello() {
			return this.name;
		}

	}

	@EnableAutoConfiguration
	@RestController
	static class Second extends First {

		Second(String name) {
			super(name);
		}

	}

}
