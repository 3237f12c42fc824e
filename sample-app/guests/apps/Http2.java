package guest;
//DEPS web actuator
//PROP server.http2.enabled=true
//REQ GET /hello Connection: Upgrade, HTTP2-Settings; Upgrade: h2c; HTTP2-Settings: AAMAAABkAAQAAP__
//REQ GET /hello
//REQ GET /fail
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class Http2 {

	public static void main(String[] args) {
		SpringApplication.run(Http2.class, args);
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
