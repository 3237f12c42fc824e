package guest;
//DEPS web actuator
//REQ GET /handlers
//REQ GET /resolvers
//REQ GET /interceptors
//REQ GET /sse
//REQ GET /stream
//REQ GET /entity
//REQ GET /emitter
//REQ GET /timeout
//REQ GET /broken
import java.util.*;
import java.util.concurrent.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.web.bind.annotation.*;

import org.springframework.http.*;
import org.springframework.web.servlet.mvc.method.annotation.*;
import org.springframework.web.context.request.async.*;
/** Looks at the parts of Spring MVC; streams; times out. */
@SpringBootApplication
@RestController
public class MvcParts {
	@org.springframework.beans.factory.annotation.Autowired @Lazy RequestMappingHandlerAdapter adapter;
	@org.springframework.beans.factory.annotation.Autowired @Lazy org.springframework.web.servlet.handler.HandlerExceptionResolverComposite resolvers;
	@org.springframework.beans.factory.annotation.Autowired @Lazy @org.springframework.beans.factory.annotation.Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mapping;
	public static void main(String[] args) { SpringApplication.run(MvcParts.class, args); }
	@GetMapping("/handlers") String handlers() { StringBuilder s = new StringBuilder(); adapter.getReturnValueHandlers().forEach(h -> s.append(h.getClass().getName()).append('\n')); return s.toString(); }
	@GetMapping("/resolvers") String resolvers() { StringBuilder s = new StringBuilder(); resolvers.getExceptionResolvers().forEach(h -> s.append(h.getClass().getName()).append('\n')); return s.toString(); }
	@GetMapping("/interceptors") String interceptors(jakarta.servlet.http.HttpServletRequest request) throws Exception { return Arrays.toString(mapping.getHandler(request).getInterceptorList().stream().map(Object::getClass).map(Class::getName).toArray()); }
	@GetMapping("/sse") SseEmitter sse() throws Exception { SseEmitter e = new SseEmitter(); new Thread(() -> { try { e.send("a"); Thread.sleep(50); e.send("b"); e.complete(); } catch (Exception x) { } }).start(); return e; }
	@GetMapping("/stream") StreamingResponseBody stream() { return out -> { out.write("a".getBytes()); out.flush(); out.write(Thread.currentThread().getName().replaceAll("\\d+", "#").getBytes()); }; }
	@GetMapping("/entity") ResponseEntity<StreamingResponseBody> entity() { return ResponseEntity.status(201).header("X", "y").body(out -> out.write("e".getBytes())); }
	@GetMapping("/emitter") ResponseEntity<ResponseBodyEmitter> emitter() throws Exception { ResponseBodyEmitter e = new ResponseBodyEmitter(); e.send("x", MediaType.TEXT_PLAIN); e.complete(); return ResponseEntity.accepted().body(e); }
	@GetMapping("/timeout") DeferredResult<String> timeout() { return new DeferredResult<>(200L); }
	@GetMapping("/broken") StreamingResponseBody broken() { return out -> { out.write("half".getBytes()); out.flush(); throw new IllegalStateException("broken"); }; }
	@RestControllerAdvice static class A {
		@ExceptionHandler ResponseEntity<String> on(AsyncRequestTimeoutException ex) { return ResponseEntity.status(504).body("timed out here"); }
	}
	@Configuration static class C implements org.springframework.web.servlet.config.annotation.WebMvcConfigurer {
		@Override public void configureAsyncSupport(org.springframework.web.servlet.config.annotation.AsyncSupportConfigurer c) { c.setDefaultTimeout(200); }
		@Override public void extendHandlerExceptionResolvers(List<org.springframework.web.servlet.HandlerExceptionResolver> r) { System.out.println("first resolver " + r.get(0).getClass().getName()); }
	}
}
