package guest;
//DEPS web actuator
//READY 3
//REQ GET /a
//REQ @2 GET /b
import org.springframework.boot.*;
import org.springframework.boot.builder.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.web.bind.annotation.*;
/** A parent without a server and two children with one each, made by the builder. */
public class BuilderSiblings {
	public static void main(String[] args) {
		new SpringApplicationBuilder(Parent.class).web(WebApplicationType.NONE)
			.child(A.class).web(WebApplicationType.SERVLET).properties("server.port=0")
			.sibling(B.class).web(WebApplicationType.SERVLET).properties("server.port=0").run(args);
	}
	@Configuration @EnableAutoConfiguration static class Parent { @Bean String shared() { return "shared"; } }
	@Configuration @EnableAutoConfiguration @RestController static class A { @GetMapping("/a") String a(@org.springframework.beans.factory.annotation.Value("#{shared}") String s) { return s; } }
	@Configuration @EnableAutoConfiguration @RestController static class B { @GetMapping("/b") String b(@org.springframework.beans.factory.annotation.Value("#{shared}") String s) { return s; } }
}
