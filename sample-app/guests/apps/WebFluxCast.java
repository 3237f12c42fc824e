package guest;
//DEPS webflux actuator
//REQ GET /types
//REQ GET /sse
//REQ GET /fail
//REQ GET /native
//REQ GET /handler
import java.util.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.core.annotation.*;
import org.springframework.http.server.reactive.*;
import org.springframework.web.bind.annotation.*;
import org.springframework.web.server.*;
import reactor.core.publisher.*;
/** A first filter and controllers that look at the objects of WebFlux and Netty. */
@SpringBootApplication
@RestController
public class WebFluxCast {
	@org.springframework.beans.factory.annotation.Autowired @Lazy HttpHandler handler;
	public static void main(String[] args) { SpringApplication.run(WebFluxCast.class, args); }
	@GetMapping("/types") String types(ServerWebExchange e) { return e.getClass().getName() + e.getRequest().getClass().getName() + e.getResponse().getClass().getName() + e.getAttribute("first") + new TreeSet<>(e.getAttributes().keySet()); }
	@GetMapping("/sse") Flux<org.springframework.http.codec.ServerSentEvent<String>> sse() { return Flux.just("a", "b").map((x) -> org.springframework.http.codec.ServerSentEvent.builder(x).build()); }
	@GetMapping("/fail") Mono<String> fail() { return Mono.error(new IllegalStateException("reactive")); }
	@GetMapping("/native") String nat(ServerHttpResponse r) { Object n = ((AbstractServerHttpResponse) r).getNativeResponse(); return n.getClass().getName() + ((reactor.netty.http.server.HttpServerResponse) n).version(); }
	@GetMapping("/handler") String handler() { return handler.getClass().getName().replaceAll("\\$.*", ""); }
	@Configuration static class C {
		@Bean @Order(Integer.MIN_VALUE) WebFilter first() { return (e, chain) -> { e.getAttributes().put("first", e.getResponse().getClass().getName()); return chain.filter(e).contextWrite((c) -> { System.out.println("context " + c.stream().map((x) -> x.getKey().toString()).sorted().toList()); return c; }); }; }
	}
}
