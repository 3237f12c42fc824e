package guest;
//DEPS web actuator com.github.ulisesbocchio:jasypt-spring-boot-starter:3.0.5
//BOOT 3.5
//PROP jasypt.encryptor.password=secret
//PROP app.plain=plain
//REQ GET /
import org.springframework.beans.factory.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class Jasypt {

	@Value("${app.plain}")
	String plain;

	public static void main(String[] args) {
		SpringApplication.run(Jasypt.class, args);
	}

	@GetMapping("/")
	String plain() {
		return this.plain;
	}

}
