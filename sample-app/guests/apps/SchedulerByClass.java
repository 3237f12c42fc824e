package guest;
//DEPS web actuator
//WAIT 500
//SETS
//PROP management.endpoints.web.exposure.include=*
//REQ GET /scheduler
//REQ GET /actuator/scheduledtasks
import java.util.*;
import java.util.concurrent.*;
import org.springframework.beans.factory.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;
import org.springframework.context.annotation.*;
import org.springframework.web.bind.annotation.*;

import org.springframework.scheduling.*;
import org.springframework.scheduling.annotation.*;
import org.springframework.scheduling.concurrent.*;
/** One TaskScheduler of the application, of a class of its own. */
@SpringBootApplication
@EnableScheduling
@EnableAsync
@RestController
public class SchedulerByClass {
	@Autowired TaskScheduler scheduler; @Autowired @Lazy Work work; @Autowired org.springframework.beans.factory.ObjectProvider<Executor> executors;
	public static void main(String[] args) { SpringApplication.run(SchedulerByClass.class, args); }
	@Scheduled(fixedDelay = 100000) void once() { System.out.println("once on " + Thread.currentThread().getName()); throw new IllegalStateException("once"); }
	@GetMapping("/scheduler") String scheduler() throws Exception { return scheduler.getClass().getName() + " " + work.async().get() + executors.stream().map((e) -> e.getClass().getName()).toList(); }
	@org.springframework.stereotype.Component static class Work { @Async public CompletableFuture<String> async() { return CompletableFuture.completedFuture(Thread.currentThread().getName().replaceAll("\\d+", "#")); } }
	@Configuration static class C { @Bean TaskScheduler only() { return new Only(); } }
	static class Only extends ConcurrentTaskScheduler { Only() { super(Executors.newScheduledThreadPool(1)); } @Override public void setErrorHandler(org.springframework.util.ErrorHandler h) { System.out.println("error handler set " + h.getClass().getName().replaceAll("/.*|Lambda.*", "")); super.setErrorHandler(h); } @Override public void execute(Runnable r) { super.execute(r); } }
}
