package guest;
//DEPS web actuator quartz
//WAIT 1200
//SETS
import org.quartz.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.scheduling.quartz.*;

@SpringBootApplication
public class Quartz {

	public static void main(String[] args) {
		SpringApplication.run(Quartz.class, args);
	}

	@Bean
	JobDetail works() {
		return JobBuilder.newJob(Works.class).withIdentity("works").storeDurably().build();
	}

	@Bean
	JobDetail fails() {
		return JobBuilder.newJob(Fails.class).withIdentity("fails").storeDurably().build();
	}

	@Bean
	Trigger often(JobDetail works) {
		return TriggerBuilder.newTrigger().forJob(works)
			.withSchedule(SimpleScheduleBuilder.simpleSchedule().withIntervalInMilliseconds(200).repeatForever()).build();
	}

	@Bean
	Trigger alsoOften(JobDetail fails) {
		return TriggerBuilder.newTrigger().forJob(fails)
			.withSchedule(SimpleScheduleBuilder.simpleSchedule().withIntervalInMilliseconds(200).repeatForever()).build();
	}

	public static class Works extends QuartzJobBean {

		@Override
		protected void executeInternal(JobExecutionContext context) {
			System.out.println("works");
		}

	}

	public static class Fails implements Job {

		@Override
		public void execute(JobExecutionContext context) {
			throw new IllegalStateException("fails");
		}

	}

}
