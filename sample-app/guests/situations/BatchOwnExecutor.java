package guest;
//WHAT a job of Spring Batch of 4 s in an own executor bean that is awaited
//DEPS batch jdbc com.h2database:h2
//DEPS4 batch-jdbc
//PROP spring.batch.job.enabled=false
//PROP spring.batch.jdbc.initialize-schema=always
//GRACE 20s
//AFTER ^begun
//SIGNAL TERM 1000
//SQL rows select count(*) from event
//WANT rows=2
//SQL failed select count(*) from batch_job_execution where status <> 'COMPLETED'
//WANT failed=0
//BOOT 3.5
import java.util.concurrent.*;
import org.springframework.batch.core.*;
import org.springframework.batch.core.job.builder.*;
import org.springframework.batch.core.launch.support.*;
import org.springframework.batch.core.repository.*;
import org.springframework.batch.core.step.builder.*;
import org.springframework.batch.repeat.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.jdbc.core.*;
import org.springframework.scheduling.concurrent.*;
import org.springframework.transaction.*;

@SpringBootApplication
public class BatchOwnExecutor {

	public static void main(String[] args) {
		SpringApplication.run(BatchOwnExecutor.class, args);
	}

	@Bean
	static ThreadPoolTaskExecutor jobs() {
		ThreadPoolTaskExecutor jobs = new ThreadPoolTaskExecutor();
		jobs.setWaitForTasksToCompleteOnShutdown(true);
		jobs.setAwaitTerminationSeconds(15);
		return jobs;
	}

	@Bean
	static Job job(JobRepository repository, PlatformTransactionManager transactions, JdbcTemplate jdbc) {
		return new JobBuilder("job", repository).start(new StepBuilder("step", repository).tasklet((step, chunk) -> {
			jdbc.update("insert into event values ('begun')");
			System.out.println("begun");
			Thread.sleep(4000);
			jdbc.update("insert into event values ('done')");
			return RepeatStatus.FINISHED;
		}, transactions).build()).build();
	}

	@Bean
	static ApplicationRunner runner(JobRepository repository, ThreadPoolTaskExecutor jobs, Job job) {
		return (args) -> {
			TaskExecutorJobLauncher launcher = new TaskExecutorJobLauncher();
			launcher.setJobRepository(repository);
			launcher.setTaskExecutor(jobs);
			launcher.afterPropertiesSet();
			launcher.run(job, new JobParameters());
		};
	}

}
