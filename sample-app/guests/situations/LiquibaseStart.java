package guest;
//WHAT a changeset of 8 s of Liquibase at start, the signal during it
//DEPS jdbc com.h2database:h2
//DEPS3 org.liquibase:liquibase-core
//DEPS4 liquibase
//PROP spring.liquibase.change-log=classpath:changelog.yaml
//PROP logging.level.liquibase=info
//GRACE 20s
//AFTER Running Changeset|ChangeSet .*1::me|Lock acquired|Successfully acquired change log lock
//SIGNAL TERM 2000
//SQL rows select count(*) from event
//WANT rows=1
//SQL locks select count(*) from databasechangeloglock where locked
//WANT locks=0
//FILE changelog.yaml
//| databaseChangeLog:
//| - changeSet:
//|     id: 1
//|     author: me
//|     changes:
//|     - sql: { splitStatements: false, sql: 'create alias pause for "java.lang.Thread.sleep(long)"' }
//|     - sql: { sql: 'call pause(8000)' }
//|     - sql: { sql: "insert into event values ('event')" }
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;

@SpringBootApplication
public class LiquibaseStart {

	public static void main(String[] args) {
		SpringApplication.run(LiquibaseStart.class, args);
	}



}
