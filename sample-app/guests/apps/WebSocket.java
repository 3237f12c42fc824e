package guest;
//DEPS web websocket actuator
//REQ GET /ws Connection: Upgrade; Upgrade: websocket; Sec-WebSocket-Version: 13; Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
//REQ GET /hello
//REQ GET /fail
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class WebSocket {

	public static void main(String[] args) {
		SpringApplication.run(WebSocket.class, args);
	}

	@GetMapping("/hello")
	String hello() {
		return "hello";
	}

	@GetMapping("/fail")
	String fail() {
		throw new IllegalStateException("fails");
	}

	@org.springframework.context.annotation.Configuration
	@org.springframework.web.socket.config.annotation.EnableWebSocket
	static class Sockets implements org.springframework.web.socket.config.annotation.WebSocketConfigurer {

		@Override
		public void registerWebSocketHandlers(org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry registry) {
			registry.addHandler(new org.springframework.web.socket.handler.TextWebSocketHandler(), "/ws");
		}

	}
}
