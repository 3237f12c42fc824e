package guest;
//DEPS web actuator test
//DEPS4 webmvc-test
//TESTS TestsMvcParts
import org.junit.jupiter.api.*;
import org.springframework.beans.factory.annotation.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.boot.test.context.*;
import org.springframework.boot.test.autoconfigure.web.servlet.*; //3.5
import org.springframework.boot.webmvc.test.autoconfigure.*; //4.1
import org.springframework.test.web.servlet.*;
import org.springframework.web.bind.annotation.*;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.*;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.*;
import static org.assertj.core.api.Assertions.*;
@SpringBootTest(classes = TestsMvcParts.App.class)
@AutoConfigureMockMvc
public class TestsMvcParts {
	@Autowired MockMvc mvc; @Autowired org.springframework.web.context.WebApplicationContext context;
	@Test void attributes() throws Exception { var r = mvc.perform(get("/hello")).andReturn().getRequest(); assertThat(java.util.Collections.list(r.getAttributeNames())).noneMatch((n) -> n.contains("softlanding")); }
	@Test void async() throws Exception { var r = mvc.perform(get("/later")).andExpect(request().asyncStarted()).andReturn(); mvc.perform(asyncDispatch(r)).andExpect(content().string("later")); }
	@Test void resolvers() { for (var r : context.getBean("handlerExceptionResolver", org.springframework.web.servlet.handler.HandlerExceptionResolverComposite.class).getExceptionResolvers()) { assertThat(r.getClass().getName()).startsWith("org.springframework"); } }
	@Test void first() { assertThat(context.getBean("handlerExceptionResolver", org.springframework.web.servlet.handler.HandlerExceptionResolverComposite.class).getExceptionResolvers().get(0)).isInstanceOf(org.springframework.web.servlet.mvc.method.annotation.ExceptionHandlerExceptionResolver.class); }
	@SpringBootApplication @RestController static class App {
	@GetMapping("/hello") String hello() { return "hello"; }
	@GetMapping("/later") java.util.concurrent.Callable<String> later() { return () -> "later"; }
	}
}
