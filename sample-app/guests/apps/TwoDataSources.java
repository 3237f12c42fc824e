package guest;
//DEPS web actuator jdbc com.h2database:h2
//REQ GET /
//REQ GET /fail
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.util.*;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class TwoDataSources {

	@Autowired
	DataSource primary;

	@Autowired
	Map<String, HikariDataSource> all;

	@Autowired
	@Qualifier("second")
	HikariDataSource other;

	@Autowired
	JdbcTemplate jdbc;

	public static void main(String[] args) {
		SpringApplication.run(TwoDataSources.class, args);
	}

	@Bean
	@Primary
	static HikariDataSource first() {
		HikariDataSource source = new HikariDataSource();
		source.setJdbcUrl("jdbc:h2:mem:first");
		source.setPoolName("first");
		return source;
	}

	@Bean
	static HikariDataSource second() {
		HikariDataSource source = new HikariDataSource();
		source.setJdbcUrl("jdbc:h2:mem:second");
		source.setPoolName("second");
		return source;
	}

	@GetMapping("/")
	@Transactional
	public String use() throws Exception {
		StringBuilder text = new StringBuilder(this.primary.getClass() + " " + this.all.keySet());
		for (DataSource source : List.of(this.primary, this.other)) {
			try (Connection connection = source.getConnection()) {
				text.append(' ').append(connection.getClass()).append(' ').append(connection.unwrap(Connection.class).isWrapperFor(org.h2.jdbc.JdbcConnection.class));
				text.append(' ').append(connection.isWrapperFor(org.h2.jdbc.JdbcConnection.class));
				text.append(' ').append(connection.unwrap(org.h2.jdbc.JdbcConnection.class).getClass());
				text.append(' ').append(connection.createStatement().getConnection() == connection);
			}
		}
		return text.append(this.jdbc.queryForObject("select 1", String.class)).toString();
	}

	@GetMapping("/fail")
	@Transactional
	public String fail() {
		return this.jdbc.queryForObject("select nothing", String.class);
	}

}
