package guest;
//DEPS web actuator jdbc com.h2database:h2
//DEPS3 net.javacrumbs.shedlock:shedlock-spring:6.10.0 net.javacrumbs.shedlock:shedlock-provider-jdbc-template:6.10.0
//DEPS4 net.javacrumbs.shedlock:shedlock-spring:7.10.1 net.javacrumbs.shedlock:shedlock-provider-jdbc-template:7.10.1
//WAIT 2000
//SETS
//FILE schema.sql
//| create table shedlock (name varchar(64) primary key, lock_until timestamp, locked_at timestamp, locked_by varchar(255));
//REQ GET /
import net.javacrumbs.shedlock.core.*;
import net.javacrumbs.shedlock.provider.jdbctemplate.*;
import net.javacrumbs.shedlock.spring.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.scheduling.annotation.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
@EnableScheduling
@EnableSchedulerLock(defaultLockAtMostFor = "10s")
public class ShedLockJdbc {

	@org.springframework.beans.factory.annotation.Autowired
	JdbcTemplateLockProvider provider;

	public static void main(String[] args) {
		SpringApplication.run(ShedLockJdbc.class, args);
	}

	@GetMapping("/")
	String type() {
		return this.provider.getClass().getName();
	}

	@Scheduled(fixedDelay = 100)
	@SchedulerLock(name = "task")
	public void task() {
		System.out.println("locked");
	}

	@Bean
	static JdbcTemplateLockProvider locks(javax.sql.DataSource factory) {
		return new JdbcTemplateLockProvider(factory);
	}

}
