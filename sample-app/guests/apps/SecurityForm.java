package guest;
//DEPS web actuator security
//PROP spring.security.user.name=user
//PROP spring.security.user.password=secret
//REQ GET /
//REQ GET / Accept: text/html
//REQ GET /login Accept: text/html
//REQ POST /login Content-Type: application/x-www-form-urlencoded | username=user&password=wrong
//REQ GET / Authorization: Basic dXNlcjpzZWNyZXQ=
//REQ GET /fail Authorization: Basic dXNlcjpzZWNyZXQ=
//REQ GET /denied Authorization: Basic dXNlcjpzZWNyZXQ=
//REQ GET /actuator/health
//REQ GET /actuator/info
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@RestController
@SpringBootApplication
public class SecurityForm {

	public static void main(String[] args) {
		SpringApplication.run(SecurityForm.class, args);
	}

	@GetMapping("/")
	String index(java.security.Principal user) {
		return user.getName();
	}

	@GetMapping("/fail")
	String fail() {
		throw new IllegalStateException("fails");
	}

	@GetMapping("/denied")
	String denied() {
		throw new org.springframework.security.access.AccessDeniedException("denied");
	}

}
