package guest;
//DEPS web actuator oauth2-resource-server
//REQ GET /
//REQ GET / Authorization: Bearer x.y.z
//REQ GET / Authorization: Bearer good
//REQ GET /fail Authorization: Bearer good
//REQ GET /actuator/health
import java.time.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.security.oauth2.jwt.*;
import org.springframework.web.bind.annotation.*;

@RestController
@SpringBootApplication
public class SecurityJwt {

	public static void main(String[] args) {
		SpringApplication.run(SecurityJwt.class, args);
	}

	@GetMapping("/")
	String index(java.security.Principal user) {
		return user.getName();
	}

	@GetMapping("/fail")
	String fail() {
		throw new IllegalStateException("fails");
	}

	@Bean
	JwtDecoder decoder() {
		return (token) -> {
			if (!token.equals("good")) {
				throw new BadJwtException("bad");
			}
			return Jwt.withTokenValue(token).header("alg", "none").subject("someone").build();
		};
	}

}
