package guest;
//DEPS web actuator
//REQ GET /types
//REQ GET /tasks
//REQ GET /reject
import java.util.*;
import java.util.concurrent.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.scheduling.annotation.*;
import org.springframework.scheduling.concurrent.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@EnableAsync
@EnableScheduling
@RestController
public class OwnExecutors {

	private final Map<String, Executor> all;

	private final ThreadPoolExecutor pool;

	private final ForkJoinPool fork;

	private final ScheduledThreadPoolExecutor scheduled;

	private final Own own;

	OwnExecutors(@Lazy Map<String, Executor> all, ThreadPoolExecutor pool, ForkJoinPool fork,
			ScheduledThreadPoolExecutor scheduled, Own own) {
		this.all = all;
		this.pool = pool;
		this.fork = fork;
		this.scheduled = scheduled;
		this.own = own;
	}

	public static void main(String[] args) {
		SpringApplication.run(OwnExecutors.class, args);
	}

	@GetMapping("/types")
	List<String> types() {
		return this.all.entrySet().stream().map((entry) -> entry.getKey() + " " + entry.getValue().getClass().getName()).sorted().toList();
	}

	@GetMapping("/tasks")
	List<Object> tasks() throws Exception {
		List<Object> answers = new ArrayList<>();
		for (ExecutorService each : List.of(this.pool, this.fork, this.scheduled)) {
			answers.add(each.submit(() -> "done").get(5, TimeUnit.SECONDS));
			try {
				each.submit(() -> {
					throw new IllegalStateException("failed");
				}).get(5, TimeUnit.SECONDS);
			}
			catch (ExecutionException ex) {
				answers.add(ex.getCause().toString());
			}
		}
		answers.add(this.own.name());
		return answers;
	}

	@GetMapping("/reject")
	String reject() {
		try {
			for (int i = 0; i < 10; i++) {
				this.pool.execute(() -> java.util.concurrent.locks.LockSupport.parkNanos(50_000_000));
			}
			return "accepted";
		}
		catch (RejectedExecutionException ex) {
			return ex.getClass().getName();
		}
	}

	@Configuration
	static class Pools {

		@Bean
		ThreadPoolExecutor pool() {
			return new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(2));
		}

		@Bean
		ForkJoinPool fork() {
			return new ForkJoinPool(2);
		}

		@Bean
		ScheduledThreadPoolExecutor scheduled() {
			return new ScheduledThreadPoolExecutor(1);
		}

		@Bean
		ExecutorService wrapped() {
			return Executors.newSingleThreadExecutor();
		}

		@Bean
		ThreadPoolTaskScheduler taskScheduler() {
			return new ThreadPoolTaskScheduler();
		}

		@Bean
		Own own() {
			return new Own();
		}

	}

	static final class Own extends ThreadPoolTaskExecutor {

		String name() {
			return "own";
		}

	}

}
