package guest;
//WHAT a registry client that deregisters when its lifecycle bean is stopped, while its port is open, and a request of 3 s
//DEPS webflux
//GRACE 20s
//SIGNAL TERM 500
//CALL answer 200 GET /slow
//LINE times deregistered
//WANT answer=200 times=1
import java.io.*;
import java.net.*;
import java.time.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;
import org.springframework.core.env.*;
import org.springframework.web.bind.annotation.*;
import reactor.core.publisher.*;

@SpringBootApplication
@RestController
public class RegistryLifecycle implements SmartLifecycle {

	private final Environment environment;

	private volatile boolean running;

	RegistryLifecycle(Environment environment) {
		this.environment = environment;
	}

	public static void main(String[] args) {
		SpringApplication.run(RegistryLifecycle.class, args);
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		int port = this.environment.getRequiredProperty("local.server.port", Integer.class);
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			System.out.println(System.currentTimeMillis() + " deregistered");
		}
		catch (IOException ex) {
			System.out.println("the port is closed");
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@GetMapping("/slow")
	Mono<String> slow() {
		return Mono.just("slow").delayElement(Duration.ofSeconds(3));
	}

}
