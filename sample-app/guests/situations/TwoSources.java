package guest;
//WHAT a pool of Tomcat and an unpooled source beside Hikari, each written to on an own thread in @PreDestroy
//DEPS jdbc com.h2database:h2 org.apache.tomcat:tomcat-jdbc
//GRACE 20s
//SIGNAL TERM 300
//SQL rows select count(*) from event
//WANT rows=4
import jakarta.annotation.*;
import javax.sql.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.jdbc.core.*;
import org.springframework.jdbc.datasource.*;
import org.springframework.transaction.support.*;

@SpringBootApplication
public class TwoSources {

	public static void main(String[] args) {
		SpringApplication.run(TwoSources.class, args);
	}

	@Bean
	static com.zaxxer.hikari.HikariDataSource hikari(@org.springframework.beans.factory.annotation.Value("${spring.datasource.url}") String url) {
		com.zaxxer.hikari.HikariDataSource source = new com.zaxxer.hikari.HikariDataSource();
		source.setJdbcUrl(url);
		return source;
	}

	@Bean
	static org.apache.tomcat.jdbc.pool.DataSource tomcat(@org.springframework.beans.factory.annotation.Value("${spring.datasource.url}") String url) {
		org.apache.tomcat.jdbc.pool.DataSource source = new org.apache.tomcat.jdbc.pool.DataSource();
		source.setUrl(url);
		source.setDriverClassName("org.h2.Driver");
		return source;
	}

	@Bean
	static DriverManagerDataSource unpooled(@org.springframework.beans.factory.annotation.Value("${spring.datasource.url}") String url) {
		return new DriverManagerDataSource(url);
	}

	@Bean
	static Writers writers(java.util.List<DataSource> sources) {
		return new Writers(sources);
	}

	record Writers(java.util.List<DataSource> sources) {

		@PreDestroy
		void flush() throws InterruptedException {
			for (DataSource source : this.sources) {
				Thread writer = new Thread(() -> new TransactionTemplate(new DataSourceTransactionManager(source))
					.executeWithoutResult((status) -> new JdbcTemplate(source).update("insert into event values ('spring')")));
				writer.start();
				writer.join();
			}
			Thread raw = new Thread(() -> {
				try (java.sql.Connection connection = this.sources.get(0).getConnection()) {
					connection.setAutoCommit(false);
					connection.createStatement().execute("insert into event values ('raw')");
					connection.commit();
				}
				catch (java.sql.SQLException ex) {
					throw new IllegalStateException(ex);
				}
			});
			raw.start();
			raw.join();
		}

	}

}
