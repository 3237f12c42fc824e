package guest;
//DEPS web actuator thymeleaf
//FILE templates/error/5xx.html
//| <html><body>Broken: <b th:text="${status}"></b> <i th:text="${error}"></i></body></html>
//FILE static/error/404.html
//| <html><body>Not here</body></html>
//REQ GET /nothing Accept: text/html
//REQ GET /fail Accept: text/html
//REQ GET /hello
//REQ GET /fail
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class ErrorPages {

	public static void main(String[] args) {
		SpringApplication.run(ErrorPages.class, args);
	}

	@GetMapping("/hello")
	String hello() {
		return "hello";
	}

	@GetMapping("/fail")
	String fail() {
		throw new IllegalStateException("fails");
	}

}
