package guest;
//DEPS web actuator
//REQ GET /fail Accept: text/html
//REQ GET /hello
//REQ GET /fail
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.boot.web.servlet.error.DefaultErrorAttributes; //3.5
import org.springframework.boot.webmvc.error.DefaultErrorAttributes; //4.1
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class ErrorAttributesOwn {

	public static void main(String[] args) {
		SpringApplication.run(ErrorAttributesOwn.class, args);
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
	static class Attributes extends DefaultErrorAttributes {

		@Override
		public java.util.Map<String, Object> getErrorAttributes(org.springframework.web.context.request.WebRequest request,
				org.springframework.boot.web.error.ErrorAttributeOptions options) {
			return java.util.Map.of("own", String.valueOf(getError(request)), "status", 500);
		}

	}
}
