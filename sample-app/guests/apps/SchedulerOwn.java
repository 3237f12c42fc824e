package guest;
//DEPS web actuator
//WAIT 500
//SETS
//PROP management.endpoints.web.exposure.include=*
//REQ GET /futures
//REQ GET /cancel
//REQ GET /actuator/scheduledtasks
//REQ GET /trace
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import org.springframework.beans.factory.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;
import org.springframework.context.annotation.*;
import org.springframework.web.bind.annotation.*;

import org.springframework.scheduling.annotation.*;
import org.springframework.scheduling.concurrent.*;
import org.springframework.scheduling.config.*;
/** A scheduler with an error handler, used directly too, and tasks of a configurer. */
@SpringBootApplication
@EnableScheduling
@RestController
public class SchedulerOwn implements SchedulingConfigurer {
	@Autowired ThreadPoolTaskScheduler scheduler;
	public static void main(String[] args) { SpringApplication.run(SchedulerOwn.class, args); }
	@Override public void configureTasks(ScheduledTaskRegistrar r) { r.addFixedDelayTask(() -> { throw new IllegalStateException("configured"); }, java.time.Duration.ofSeconds(100)); }
	@Scheduled(fixedDelay = 100000) void fails() { throw new IllegalArgumentException("annotated"); }
	@GetMapping("/futures") String futures() throws Exception {
		java.time.Instant later = java.time.Instant.now().plusSeconds(100);
		ScheduledFuture<?> a = scheduler.schedule(() -> { }, later), b = scheduler.scheduleAtFixedRate(() -> { }, later, java.time.Duration.ofSeconds(5)), c = scheduler.schedule(() -> { }, (x) -> later);
		Future<String> d = scheduler.submit(() -> { if (true) { throw new java.io.IOException("submitted"); } return "x"; });
		String failed; try { failed = d.get(); } catch (ExecutionException ex) { failed = ex.getCause().toString(); }
		String s = a.getClass().getName() + " " + b.getClass().getName() + " " + c.getClass().getName() + " " + d.getClass().getName() + " " + failed + scheduler.getScheduledThreadPoolExecutor().getQueue().contains(a) + " " + scheduler.getScheduledThreadPoolExecutor().getClass() + scheduler.getScheduledThreadPoolExecutor().getQueue().size();
		a.cancel(true); b.cancel(true); c.cancel(true); return s;
	}
	@GetMapping("/cancel") String cancel() throws Exception {
		int before = scheduler.getScheduledThreadPoolExecutor().getQueue().size();
		ScheduledFuture<?> a = scheduler.schedule(() -> { }, java.time.Instant.now().plusSeconds(100)); a.cancel(false);
		return scheduler.getScheduledThreadPoolExecutor().getQueue().size() - before + " " + a.isCancelled() + a.isDone();
	}
	@GetMapping("/trace") String trace() throws Exception {
		CompletableFuture<String> s = new CompletableFuture<>();
		scheduler.execute(() -> s.complete(Arrays.stream(Thread.currentThread().getStackTrace()).map(StackTraceElement::getClassName).filter((n) -> n.contains("softlanding")).toList() + Thread.currentThread().getName().replaceAll("\\d+", "#")));
		return s.get(3, TimeUnit.SECONDS);
	}
	@Configuration static class C {
		@Bean ThreadPoolTaskScheduler scheduler() { ThreadPoolTaskScheduler s = new ThreadPoolTaskScheduler(); s.setPoolSize(2); s.setRemoveOnCancelPolicy(true); s.setThreadNamePrefix("mine-"); s.setErrorHandler((ex) -> System.out.println("handled " + ex)); return s; }
	}
}
