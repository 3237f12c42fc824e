package guest;
//SAMPLE
//DEPS web actuator
//WAIT 300
//REQ GET /run
//REQ GET /decorated
import java.util.concurrent.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.core.task.*;
import org.springframework.scheduling.annotation.*;
import org.springframework.scheduling.concurrent.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@EnableAsync
@RestController
public class TaskDecoratorByClass {

	private final MdcTaskDecorator decorator;

	private final ThreadPoolTaskExecutor executor;

	TaskDecoratorByClass(MdcTaskDecorator decorator, @org.springframework.context.annotation.Lazy ThreadPoolTaskExecutor executor) {
		this.decorator = decorator;
		this.executor = executor;
	}

	public static void main(String[] args) {
		SpringApplication.run(TaskDecoratorByClass.class, args);
	}

	@GetMapping("/run")
	String run() throws Exception {
		Future<String> task = this.executor.submit(() -> Thread.currentThread().getName());
		this.executor.execute(() -> {
		});
		return task.get(5, TimeUnit.SECONDS).replaceAll("\\d", "#") + this.executor.getThreadPoolExecutor().getClass();
	}

	@GetMapping("/decorated")
	String decorated() {
		return this.decorator.getClass() + " " + this.decorator.count.get();
	}

	static class MdcTaskDecorator implements TaskDecorator {

		final java.util.concurrent.atomic.AtomicInteger count = new java.util.concurrent.atomic.AtomicInteger();

		@Override
		public Runnable decorate(Runnable task) {
			this.count.incrementAndGet();
			return task;
		}

	}

	@Configuration
	static class Decorators {

		@Bean
		MdcTaskDecorator mdcTaskDecorator() {
			return new MdcTaskDecorator();
		}

	}

}
