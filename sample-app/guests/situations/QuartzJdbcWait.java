package guest;
//WHAT a Quartz job of 6 s in one transaction, the job store in the database; wait-for-jobs
//DEPS quartz jdbc com.h2database:h2
//PROP spring.quartz.wait-for-jobs-to-complete-on-shutdown=true
//PROP spring.quartz.job-store-type=jdbc
//PROP spring.quartz.jdbc.initialize-schema=always
//GRACE 20s
//AFTER ^begun
//SIGNAL TERM 1000
//SQL rows select count(*) from event
//WANT rows=2
//SQL fired select count(*) from qrtz_fired_triggers
//WANT fired=0
import org.quartz.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.jdbc.core.*;
import org.springframework.scheduling.quartz.*;
import org.springframework.transaction.support.*;

@SpringBootApplication
public class QuartzJdbcWait {

	public static void main(String[] args) {
		SpringApplication.run(QuartzJdbcWait.class, args);
	}

	@Bean
	static JobDetail job() {
		return JobBuilder.newJob(Writes.class).withIdentity("job").storeDurably().build();
	}

	@Bean
	static Trigger trigger(JobDetail job) {
		return TriggerBuilder.newTrigger().forJob(job).startNow().build();
	}

	public static class Writes extends QuartzJobBean {

		@org.springframework.beans.factory.annotation.Autowired
		JdbcTemplate jdbc;

		@org.springframework.beans.factory.annotation.Autowired
		TransactionTemplate transactions;

		@Override
		protected void executeInternal(JobExecutionContext context) {
			this.transactions.executeWithoutResult((status) -> {
				this.jdbc.update("insert into event values ('begun')");
				System.out.println("begun");
				sleep(6000);
				this.jdbc.update("insert into event values ('done')");
			});
		}

	}

	static void sleep(long millis) {
		try {
			Thread.sleep(millis);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
