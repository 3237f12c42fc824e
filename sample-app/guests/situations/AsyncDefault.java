package guest;
//WHAT an @Async task of 5 s, nothing configured
//DEPS jdbc com.h2database:h2
//GRACE 20s
//AFTER ^begun
//SIGNAL TERM 300
//SQL rows select count(*) from event
//WANT rows=1
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.jdbc.core.*;
import org.springframework.scheduling.annotation.*;
import org.springframework.stereotype.*;

@SpringBootApplication
@EnableAsync
public class AsyncDefault {

	public static void main(String[] args) {
		SpringApplication.run(AsyncDefault.class, args);
	}

	@Component
	static class Tasks {

		@Async
		void task(JdbcTemplate jdbc) throws InterruptedException {
			System.out.println("begun");
			Thread.sleep(5000);
			jdbc.update("insert into event values ('event')");
		}

	}

	@Bean
	static ApplicationRunner runner(Tasks tasks, JdbcTemplate jdbc) {
		return (args) -> tasks.task(jdbc);
	}

}
