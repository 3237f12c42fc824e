package guest;
//DEPS web actuator
//REQ GET /hello
import java.util.*;
import java.util.concurrent.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.web.bind.annotation.*;

import org.springframework.web.servlet.*;
import org.springframework.web.servlet.config.annotation.*;
/** One HandlerInterceptor of the application, injected by its interface. */
@SpringBootApplication
@RestController
public class InterceptorByType implements WebMvcConfigurer {
	private final HandlerInterceptor only;
	InterceptorByType(HandlerInterceptor only) { this.only = only; }
	public static void main(String[] args) { SpringApplication.run(InterceptorByType.class, args); }
	@Override public void addInterceptors(InterceptorRegistry registry) { registry.addInterceptor(this.only); }
	@GetMapping("/hello") String hello() { return "hello"; }
	@Configuration static class C {
		@Bean HandlerInterceptor mine() { return new HandlerInterceptor() { }; }
	}
}
