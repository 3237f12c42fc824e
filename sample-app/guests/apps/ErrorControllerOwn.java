package guest;
//DEPS web actuator
//REQ GET /hello
//REQ GET /fail
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.boot.web.servlet.error.ErrorController; //3.5
import org.springframework.boot.webmvc.error.ErrorController; //4.1
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class ErrorControllerOwn {

	public static void main(String[] args) {
		SpringApplication.run(ErrorControllerOwn.class, args);
	}

	@GetMapping("/hello")
	String hello() {
		return "hello";
	}

	@GetMapping("/fail")
	String fail() {
		throw new IllegalStateException("fails");
	}

	@org.springframework.stereotype.Controller
	static class Own implements ErrorController {

		@RequestMapping("/error")
		@ResponseBody
		String error(jakarta.servlet.http.HttpServletRequest request) {
			return request.getAttribute("jakarta.servlet.error.status_code") + " "
					+ request.getAttribute("jakarta.servlet.error.exception") + " "
					+ request.getAttribute("jakarta.servlet.error.request_uri");
		}

	}
}
