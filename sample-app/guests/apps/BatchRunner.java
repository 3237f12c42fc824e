package guest;
//DEPS batch com.h2database:h2
//DEPS4 batch-jdbc
//EXITS 0
import org.springframework.batch.core.*; //3.5
import org.springframework.batch.core.job.*; //4.1
import org.springframework.batch.core.job.builder.*;
import org.springframework.batch.core.repository.*;
import org.springframework.batch.core.step.builder.*;
import org.springframework.batch.repeat.*; //3.5
import org.springframework.batch.infrastructure.repeat.*; //4.1
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.transaction.*;

@SpringBootApplication
public class BatchRunner {

	public static void main(String[] args) {
		System.exit(SpringApplication.exit(SpringApplication.run(BatchRunner.class, args)));
	}

	@Bean
	Job job(JobRepository repository, PlatformTransactionManager transactions) {
		return new JobBuilder("job", repository).start(new StepBuilder("step", repository).tasklet((step, chunk) -> {
			System.out.println("stepped");
			return RepeatStatus.FINISHED;
		}, transactions).build()).build();
	}

}
