package guest;
//WHAT two data sources, of which the lazy one is made by a bean that is destroyed, and writes then
//DEPS web jdbc com.h2database:h2
//GRACE 20s
//SIGNAL TERM 500
//SQL rows select count(*) from event
//WANT rows=2
import jakarta.annotation.*;
import javax.sql.*;
import org.springframework.beans.factory.*;
import org.springframework.beans.factory.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.boot.jdbc.*;
import org.springframework.context.annotation.*;
import org.springframework.jdbc.core.*;
import org.springframework.stereotype.*;

@SpringBootApplication
public class LazySource {

	public static void main(String[] args) {
		SpringApplication.run(LazySource.class, args);
	}

	@Bean
	@Primary
	static DataSource first(@Value("${spring.datasource.url}") String url) {
		return DataSourceBuilder.create().url(url).build();
	}

	@Bean
	@Lazy
	static DataSource second(@Value("${spring.datasource.url}") String url) {
		return DataSourceBuilder.create().url(url).build();
	}

	@Component
	static class Flush {

		private final JdbcTemplate first;

		private final DataSource second;

		Flush(DataSource first, @Lazy @Qualifier("second") DataSource second) {
			this.first = new JdbcTemplate(first);
			this.second = second;
			this.first.queryForList("select 1");
		}

		@PostConstruct
		void warm() throws Exception {
			this.second.getConnection().close();
		}

		@PreDestroy
		void flush() {
			this.first.update("insert into event values ('first')");
			new JdbcTemplate(this.second).update("insert into event values ('second')");
		}

	}

}
