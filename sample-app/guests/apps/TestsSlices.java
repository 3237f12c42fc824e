package guest;
//DEPS web actuator data-jpa com.h2database:h2
//DEPS4 webmvc-test data-jpa-test
//TESTS TestsSlicesWeb TestsSlicesJpa TestsSlicesJson
import static org.assertj.core.api.Assertions.*;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.*;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.*;

import jakarta.persistence.*;
import java.util.*;
import javax.sql.DataSource;
import org.junit.jupiter.api.*;
import org.springframework.beans.factory.annotation.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.boot.test.autoconfigure.json.*; //3.5
import org.springframework.boot.test.autoconfigure.orm.jpa.*; //3.5
import org.springframework.boot.test.autoconfigure.web.servlet.*; //3.5
import org.springframework.boot.data.jpa.test.autoconfigure.*; //4.1
import org.springframework.boot.test.autoconfigure.json.*; //4.1
import org.springframework.boot.webmvc.test.autoconfigure.*; //4.1
import org.springframework.context.*;
import org.springframework.test.web.servlet.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
public class TestsSlices {

	static void names(ApplicationContext context) {
		Arrays.stream(context.getBeanDefinitionNames()).filter((name) -> !name.startsWith("softlanding")
				&& !name.startsWith("io.softlanding")).sorted().forEach((name) -> System.out.println("in slice: " + name));
	}

	@RestController
	static class Web_ {

		@GetMapping("/fail")
		String fail() {
			throw new IllegalStateException("fails");
		}

	}

	@Entity
	static class Item {

		@Id
		long id;

	}

}

@WebMvcTest(TestsSlices.Web_.class)
class TestsSlicesWeb {

	@Autowired
	MockMvc mvc;

	@Autowired
	ApplicationContext context;

	@Test
	void failureComesOut() {
		assertThatException().isThrownBy(() -> this.mvc.perform(get("/fail"))).withRootCauseInstanceOf(IllegalStateException.class);
		TestsSlices.names(this.context);
	}

}

@DataJpaTest
class TestsSlicesJpa {

	@Autowired
	EntityManager items;

	@Autowired
	DataSource source;

	@Autowired
	ApplicationContext context;

	@Test
	void inserts() {
		this.items.persist(new TestsSlices.Item());
		this.items.flush();
		System.out.println(this.source.getClass());
		TestsSlices.names(this.context);
	}

}

@JsonTest
class TestsSlicesJson {

	@Autowired
	ApplicationContext context;

	@Test
	void names() {
		TestsSlices.names(this.context);
	}

}
