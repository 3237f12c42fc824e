package guest;
//DEPS web actuator
//REQ GET /own/a
//REQ GET /own/fail
//REQ GET /hello
//REQ GET /fail
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class ServletOwn {

	public static void main(String[] args) {
		SpringApplication.run(ServletOwn.class, args);
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
	org.springframework.boot.web.servlet.ServletRegistrationBean<jakarta.servlet.http.HttpServlet> own() {
		return new org.springframework.boot.web.servlet.ServletRegistrationBean<>(new jakarta.servlet.http.HttpServlet() {

			@Override
			protected void doGet(jakarta.servlet.http.HttpServletRequest request, jakarta.servlet.http.HttpServletResponse response)
					throws java.io.IOException {
				if (request.getPathInfo().equals("/fail")) {
					throw new IllegalStateException("servlet");
				}
				response.getWriter().write("own");
			}

		}, "/own/*");
	}
}
