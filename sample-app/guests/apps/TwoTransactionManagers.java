package guest;
//DEPS web actuator jdbc com.h2database:h2
//PROP spring.datasource.url=jdbc:h2:mem:tx;DB_CLOSE_DELAY=-1
//REQ GET /first
//REQ GET /second
//REQ GET /nested
//REQ GET /fail
import javax.sql.DataSource;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.jdbc.core.*;
import org.springframework.jdbc.datasource.*;
import org.springframework.jdbc.support.*;
import org.springframework.transaction.*;
import org.springframework.transaction.annotation.*;
import org.springframework.transaction.support.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class TwoTransactionManagers {

	private final JdbcTemplate jdbc;

	TwoTransactionManagers(JdbcTemplate jdbc, @Lazy DataSourceTransactionManager first, @Lazy JdbcTransactionManager second) {
		this.jdbc = jdbc;
	}

	public static void main(String[] args) {
		SpringApplication.run(TwoTransactionManagers.class, args);
	}

	@GetMapping("/first")
	@Transactional("first")
	public String first() {
		return this.jdbc.queryForObject("select 1", String.class) + TransactionSynchronizationManager.getCurrentTransactionName();
	}

	@GetMapping("/second")
	@Transactional("second")
	public String second() {
		return this.jdbc.queryForObject("select 2", String.class) + TransactionSynchronizationManager.getSynchronizations().size();
	}

	@GetMapping("/nested")
	@Transactional(transactionManager = "first", propagation = Propagation.NESTED)
	public String nested() {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCompletion(int status) {
				System.out.println("completed " + status);
			}

		});
		return "nested";
	}

	@GetMapping("/fail")
	@Transactional("first")
	public String fail() {
		this.jdbc.execute("create table t (id int)");
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void beforeCommit(boolean readOnly) {
				throw new IllegalStateException("before commit");
			}

		});
		return "never";
	}

	@Configuration
	static class Managers {

		@Bean
		DataSourceTransactionManager first(DataSource source) {
			return new DataSourceTransactionManager(source);
		}

		@Bean
		JdbcTransactionManager second(DataSource source) {
			return new JdbcTransactionManager(source);
		}

	}

}
