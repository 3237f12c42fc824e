package guest;
//DEPS web actuator
//WAIT 700
//SETS
import java.util.concurrent.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.context.event.*;
import org.springframework.boot.context.event.*;
import org.springframework.scheduling.annotation.*;
import org.springframework.stereotype.*;

@SpringBootApplication
@EnableAsync
@EnableScheduling
public class TaskFailures {

	public static void main(String[] args) {
		SpringApplication.run(TaskFailures.class, args);
	}

	@Scheduled(fixedDelay = 200)
	void scheduled() {
		throw new IllegalStateException("scheduled");
	}

	@Scheduled(fixedRate = 200)
	void error() {
		throw new StackOverflowError("scheduled error");
	}

	@EventListener
	void ready(ApplicationReadyEvent event) {
		Work work = event.getApplicationContext().getBean(Work.class);
		work.async();
		try {
			work.future().get();
		}
		catch (Exception ex) {
			System.out.println("read: " + ex);
		}
		new Thread(() -> {
			throw new IllegalStateException("thread");
		}, "own-thread").start();
		Executors.newSingleThreadExecutor().execute(() -> {
			throw new IllegalStateException("pool");
		});
		CompletableFuture.runAsync(() -> {
			throw new IllegalStateException("future");
		});
	}

	@Component
	static class Work {

		@Async
		public void async() {
			throw new IllegalStateException("async");
		}

		@Async
		public CompletableFuture<String> future() {
			throw new IllegalStateException("async future");
		}

	}

}
