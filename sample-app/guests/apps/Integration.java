package guest;
//DEPS web actuator integration
//REQ GET /
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.integration.annotation.*;
import org.springframework.integration.channel.*;
import org.springframework.messaging.*;
import org.springframework.messaging.support.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class Integration {

	private final MessageChannel channel;

	Integration(@Lazy DirectChannel channel) {
		this.channel = channel;
	}

	public static void main(String[] args) {
		SpringApplication.run(Integration.class, args);
	}

	@GetMapping("/")
	boolean send() {
		return this.channel.send(new GenericMessage<>("message"));
	}

	@Bean
	static DirectChannel channel() {
		return new DirectChannel();
	}

	@ServiceActivator(inputChannel = "channel")
	void handle(String message) {
		System.out.println("handled " + message);
	}

}
