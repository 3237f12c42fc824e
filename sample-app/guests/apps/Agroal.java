package guest;
//DEPS web actuator jdbc com.h2database:h2 io.agroal:agroal-spring-boot-starter:2.8 -com.zaxxer:HikariCP
//BOOT 3.5
//PROP spring.datasource.type=io.agroal.springframework.boot.AgroalDataSource
//PROP spring.datasource.url=jdbc:h2:mem:agroal
//REQ GET /query
//REQ GET /hello
//REQ GET /fail
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class Agroal {

	public static void main(String[] args) {
		SpringApplication.run(Agroal.class, args);
	}

	@GetMapping("/hello")
	String hello() {
		return "hello";
	}

	@GetMapping("/fail")
	String fail() {
		throw new IllegalStateException("fails");
	}

	@org.springframework.beans.factory.annotation.Autowired
	io.agroal.springframework.boot.AgroalDataSource source;

	@org.springframework.beans.factory.annotation.Autowired
	org.springframework.jdbc.core.JdbcTemplate jdbc;

	@GetMapping("/query")
	String query() {
		return this.source.getClass() + this.jdbc.queryForObject("select 1", String.class);
	}
}
