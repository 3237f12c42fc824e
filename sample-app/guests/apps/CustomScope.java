package guest;
//DEPS web actuator jdbc com.h2database:h2
//REQ GET /count
//REQ GET /refresh
//REQ GET /count
import com.zaxxer.hikari.HikariDataSource;
import java.util.*;
import java.util.concurrent.*;
import org.springframework.beans.factory.*;
import org.springframework.beans.factory.annotation.*;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.web.bind.annotation.*;

/** A scope as that of Spring Cloud's @RefreshScope, and beans that need each other while they are made. */
@SpringBootApplication
@RestController
public class CustomScope {

	static final Refresh REFRESH = new Refresh();

	@Autowired
	JdbcTemplate jdbc;

	@Autowired
	ThreadPoolTaskExecutor pool;

	public static void main(String[] args) {
		SpringApplication.run(CustomScope.class, args);
	}

	@Bean
	static BeanFactoryPostProcessor scopes() {
		return (beans) -> beans.registerScope("refresh", REFRESH);
	}

	@Bean
	@Scope(scopeName = "refresh", proxyMode = ScopedProxyMode.TARGET_CLASS)
	HikariDataSource dataSource() {
		HikariDataSource source = new HikariDataSource();
		source.setJdbcUrl("jdbc:h2:mem:scoped;DB_CLOSE_DELAY=-1");
		source.setMaximumPoolSize(1);
		return source;
	}

	@Bean
	@Scope(scopeName = "refresh", proxyMode = ScopedProxyMode.TARGET_CLASS)
	ThreadPoolTaskExecutor pool() {
		System.out.println("pool made");
		return new ThreadPoolTaskExecutor();
	}

	@GetMapping("/count")
	String count() throws Exception {
		return this.jdbc.queryForObject("select 1", String.class) + this.pool.submit(() -> "done").get();
	}

	@GetMapping("/refresh")
	String refresh() {
		REFRESH.refresh();
		return "refreshed";
	}

	static class Refresh implements org.springframework.beans.factory.config.Scope {

		private final Map<String, Object> beans = new ConcurrentHashMap<>();

		private final Map<String, Runnable> ends = new ConcurrentHashMap<>();

		public Object get(String name, ObjectFactory<?> factory) {
			Object bean = this.beans.get(name);
			if (bean == null) {
				bean = factory.getObject();
				this.beans.put(name, bean);
			}
			return bean;
		}

		public Object remove(String name) {
			return this.beans.remove(name);
		}

		public void registerDestructionCallback(String name, Runnable callback) {
			this.ends.put(name, callback);
		}

		public Object resolveContextualObject(String key) {
			return null;
		}

		public String getConversationId() {
			return "refresh";
		}

		void refresh() {
			this.ends.values().forEach(Runnable::run);
			this.ends.clear();
			this.beans.clear();
		}

	}

}
