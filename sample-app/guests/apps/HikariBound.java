package guest;
//DEPS web actuator jdbc com.h2database:h2 
//REQ GET /
//REQ GET /transaction
//REQ GET /twice
//REQ GET /fail
//REQ GET /evict
//PROP app.pool.jdbc-url=jdbc:h2:mem:bound;DB_CLOSE_DELAY=-1
//PROP app.pool.pool-name=bound
//PROP app.pool.maximum-pool-size=1
import java.sql.*;
import javax.sql.DataSource;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class HikariBound {

	private final com.zaxxer.hikari.HikariDataSource source;

	private final JdbcTemplate jdbc;

	HikariBound(com.zaxxer.hikari.HikariDataSource source, JdbcTemplate jdbc) {
		this.source = source;
		this.jdbc = jdbc;
	}

	public static void main(String[] args) {
		SpringApplication.run(HikariBound.class, args);
	}

	@Bean
	@org.springframework.boot.context.properties.ConfigurationProperties("app.pool")
	static com.zaxxer.hikari.HikariDataSource hikari() {
		return new com.zaxxer.hikari.HikariDataSource();
	}

	@GetMapping("/evict")
	public String evict() throws SQLException {
		Connection physical;
		try (Connection connection = this.source.getConnection()) {
			physical = connection.unwrap(org.h2.jdbc.JdbcConnection.class);
			this.source.evictConnection(connection);
		}
		try (Connection connection = this.source.getConnection()) {
			return (connection.unwrap(org.h2.jdbc.JdbcConnection.class) == physical) + " "
					+ this.source.getDataSource();
		}
	}

	@GetMapping("/")
	public String use() throws SQLException {
		try (Connection connection = this.source.getConnection()) {
			return this.source.getClass() + " " + connection.getClass() + " " + connection.isWrapperFor(org.h2.jdbc.JdbcConnection.class)
					+ " " + connection.unwrap(org.h2.jdbc.JdbcConnection.class).getClass() + " "
					+ connection.prepareStatement("select 1").getClass() + " " + (connection.createStatement().getConnection() == connection)
					+ " " + connection.equals(connection) + " " + this.source.isWrapperFor(DataSource.class);
		}
	}

	@GetMapping("/transaction")
	@Transactional
	public String transaction() {
		this.jdbc.execute("create table if not exists t (id int primary key)");
		return this.jdbc.update("merge into t values (1)") + this.jdbc.queryForObject("select count(*) from t", String.class);
	}

	@GetMapping("/twice")
	public String twice() throws SQLException {
		try (Connection connection = this.source.getConnection()) {
			connection.createStatement().execute("select 1");
			connection.createStatement().execute("select 2");
		}
		return this.jdbc.queryForObject("select 3", String.class) + this.jdbc.queryForObject("select 4", String.class);
	}

	@GetMapping("/fail")
	@Transactional
	public String fail() {
		return this.jdbc.queryForObject("select nothing", String.class);
	}

}
