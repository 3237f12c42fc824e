package guest;
//WHAT 50 events sent with a WebClient in @PreDestroy, in an application of WebFlux: too late for Spring's client
//DEPS webflux
//GRACE 20s
//SIGNAL TERM 300
//LINE received received event
//WANT received=50
import com.sun.net.httpserver.*;
import jakarta.annotation.*;
import java.net.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.web.reactive.function.client.*;
import reactor.core.publisher.*;

@SpringBootApplication
public class WebClientDestroy {

	private static int port;

	public static void main(String[] args) throws Exception {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/", (exchange) -> {
			System.out.println("received event");
			exchange.sendResponseHeaders(204, -1);
			exchange.close();
		});
		server.start();
		port = server.getAddress().getPort();
		SpringApplication.run(WebClientDestroy.class, args);
	}

	@Bean
	Sender sender(WebClient.Builder builder) {
		return new Sender(builder.build());
	}

	record Sender(WebClient client) {

		@PreDestroy
		void flush() {
			Flux.range(0, 50)
				.concatMap((i) -> this.client.post()
					.uri("http://localhost:" + port + "/" + i)
					.bodyValue("event")
					.retrieve()
					.toBodilessEntity())
				.blockLast(java.time.Duration.ofSeconds(10));
		}

	}

}
