package guest;
//DEPS web actuator jdbc com.h2database:h2
//PROP spring.datasource.url=jdbc:h2:mem:props;DB_CLOSE_DELAY=-1
//PROP spring.datasource.hikari.initialization-fail-timeout=-1
//PROP management.endpoints.web.exposure.include=*
//PROP management.endpoint.configprops.show-values=always
//REQ GET /pool
//REQ GET /connect
//REQ GET /pool
//REQ GET /actuator/configprops/spring.datasource
//REQ GET /actuator/health
//REQ GET /actuator/scheduledtasks
//REQ GET /actuator/metrics/tomcat.threads.busy
import java.util.*;
import java.util.concurrent.*;
import org.springframework.beans.factory.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;
import org.springframework.context.annotation.*;
import org.springframework.web.bind.annotation.*;

import com.zaxxer.hikari.*;
/** Starts its pool without a trial connection, shows its properties and builds a second one from it. */
@SpringBootApplication
@RestController
public class HikariCopied {
	@Autowired HikariDataSource pool;
	public static void main(String[] args) { SpringApplication.run(HikariCopied.class, args); }
	@GetMapping("/pool") String pool() { return pool.getDataSource() + " " + pool.getDataSourceClassName() + " " + pool.getJdbcUrl() + " " + pool.isRunning(); }
	@GetMapping("/connect") String connect() throws Exception {
		try (java.sql.Connection c = pool.getConnection()) { c.isValid(1); }
		HikariConfig config = new HikariConfig(); pool.copyStateTo(config); config.setJdbcUrl("jdbc:h2:mem:copy"); config.setPoolName("copy");
		try (HikariDataSource copy = new HikariDataSource(config); java.sql.Connection c = copy.getConnection()) { return c.getMetaData().getURL(); }
	}
}
