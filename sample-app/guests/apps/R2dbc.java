package guest;
//DEPS webflux actuator org.springframework:spring-r2dbc io.r2dbc:r2dbc-h2 io.r2dbc:r2dbc-pool
//DEPS4 org.springframework.boot:spring-boot-r2dbc
//PROP spring.r2dbc.url=r2dbc:h2:mem:///reactive;DB_CLOSE_DELAY=-1
//REQ GET /
//REQ GET /fail
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.r2dbc.core.*;
import org.springframework.transaction.annotation.*;
import org.springframework.web.bind.annotation.*;
import reactor.core.publisher.*;

@SpringBootApplication
@RestController
public class R2dbc {

	private final DatabaseClient database;

	R2dbc(DatabaseClient database, io.r2dbc.spi.ConnectionFactory factory) {
		this.database = database;
		System.out.println(factory.getClass());
	}

	public static void main(String[] args) {
		SpringApplication.run(R2dbc.class, args);
	}

	@GetMapping("/")
	@Transactional
	public Mono<String> one() {
		return this.database.sql("select 1 as one").map((row) -> row.get("one").toString()).one();
	}

	@GetMapping("/fail")
	@Transactional
	public Mono<String> fail() {
		return this.database.sql("select nothing").fetch().one().map(Object::toString);
	}

}
