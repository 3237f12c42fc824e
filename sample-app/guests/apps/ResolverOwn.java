package guest;
//DEPS web actuator
//REQ GET /mav
//REQ GET /hello
//REQ GET /fail
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class ResolverOwn {

	public static void main(String[] args) {
		SpringApplication.run(ResolverOwn.class, args);
	}

	@GetMapping("/hello")
	String hello() {
		return "hello";
	}

	@GetMapping("/fail")
	String fail() {
		throw new IllegalStateException("fails");
	}

	@org.springframework.stereotype.Component
	static class Own implements org.springframework.web.servlet.HandlerExceptionResolver, org.springframework.core.Ordered {

		@Override
		public int getOrder() {
			return Integer.MAX_VALUE;
		}

		@Override
		public org.springframework.web.servlet.ModelAndView resolveException(jakarta.servlet.http.HttpServletRequest request,
				jakarta.servlet.http.HttpServletResponse response, Object handler, Exception ex) {
			response.setStatus(499);
			response.setHeader("X-Own", ex.getMessage());
			return new org.springframework.web.servlet.ModelAndView();
		}

	}
}
