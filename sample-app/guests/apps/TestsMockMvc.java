package guest;
//SAMPLE
//DEPS web actuator
//DEPS4 webmvc-test
//TESTS TestsMockMvc
import static org.assertj.core.api.Assertions.*;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.*;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.*;

import jakarta.servlet.ServletException;
import org.junit.jupiter.api.*;
import org.springframework.beans.factory.annotation.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.boot.test.context.*;
import org.springframework.boot.test.autoconfigure.web.servlet.*; //3.5
import org.springframework.boot.webmvc.test.autoconfigure.*; //4.1
import org.springframework.test.web.servlet.*;
import org.springframework.web.bind.annotation.*;

@SpringBootTest
@AutoConfigureMockMvc
class TestsMockMvc {

	@Autowired
	MockMvc mvc;

	@Test
	void exceptionComesOut() {
		assertThat(assertThrows(ServletException.class, () -> this.mvc.perform(get("/fail")))).rootCause().hasMessage("fails");
	}

	@Test
	void answers() throws Exception {
		this.mvc.perform(get("/hello")).andExpect(status().isOk()).andExpect(content().string("hello"))
			.andExpect(header().doesNotExist("Connection"));
	}

	@Test
	void callable() throws Exception {
		MvcResult result = this.mvc.perform(get("/callable")).andExpect(request().asyncStarted()).andReturn();
		this.mvc.perform(asyncDispatch(result)).andExpect(content().string("called"));
	}

	@Test
	void health() throws Exception {
		this.mvc.perform(get("/actuator/health")).andExpect(content().json("{\"status\":\"UP\"}"));
	}

	@SpringBootApplication
	@RestController
	static class Application {

		@GetMapping("/hello")
		String hello() {
			return "hello";
		}

		@GetMapping("/callable")
		java.util.concurrent.Callable<String> callable() {
			return () -> "called";
		}

		@GetMapping("/fail")
		String fail() {
			throw new IllegalStateException("fails");
		}

	}

}
