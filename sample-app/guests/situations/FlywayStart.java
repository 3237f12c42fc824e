package guest;
//WHAT a migration of 8 s of Flyway at start, the signal during it
//DEPS jdbc com.h2database:h2 org.flywaydb:flyway-core
//DEPS4 org.springframework.boot:spring-boot-flyway
//GRACE 20s
//AFTER migrating
//SIGNAL TERM 1000
//SQL rows select count(*) from event
//SQL history select count(*) from "flyway_schema_history" where "success"
//PROP spring.flyway.baseline-on-migrate=true
//WANT rows=1 history=3
import org.flywaydb.core.api.migration.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;

@SpringBootApplication
public class FlywayStart {

	public static void main(String[] args) {
		SpringApplication.run(FlywayStart.class, args);
	}

	@Bean
	V2__slow slow() {
		return new V2__slow();
	}

	static class V2__slow extends BaseJavaMigration {

		@Override
		public void migrate(Context context) throws Exception {
			System.out.println("migrating");
			Thread.sleep(8000);
			try (java.sql.Statement statement = context.getConnection().createStatement()) {
				statement.execute("insert into event values ('migrated')");
			}
		}

	}

}
