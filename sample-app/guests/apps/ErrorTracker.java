package guest;
//DEPS web actuator
//WAIT 700
//SETS
//REQ GET /request
//REQ GET /async
//REQ GET /future
//REQ GET /thread
//REQ GET /callable
//REQ GET /event
//REQ GET /fatal
//REQ GET /seen
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import org.springframework.beans.factory.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;
import org.springframework.context.annotation.*;
import org.springframework.web.bind.annotation.*;

import ch.qos.logback.classic.spi.*;
import org.springframework.scheduling.annotation.*;
import org.springframework.aop.interceptor.*;
import org.springframework.context.event.EventListener;
/** An appender that records every event with a throwable; own handlers of asynchronous errors. */
@SpringBootApplication
@EnableAsync
@EnableScheduling
@RestController
public class ErrorTracker implements AsyncConfigurer {
	static final List<String> seen = new CopyOnWriteArrayList<>();
	@Autowired @Lazy Work work; @Autowired ApplicationEventPublisher events;
	public static void main(String[] args) {
		var appender = new ch.qos.logback.core.AppenderBase<ILoggingEvent>() { protected void append(ILoggingEvent e) { if (e.getThrowableProxy() != null) { seen.add(e.getLevel() + " " + e.getLoggerName() + " " + e.getThrowableProxy().getClassName() + " " + e.getThrowableProxy().getMessage()); } } };
		appender.start();
		SpringApplication app = new SpringApplication(ErrorTracker.class);
		app.addListeners((ApplicationListener<org.springframework.boot.context.event.ApplicationPreparedEvent>) (e) -> { var root = ((ch.qos.logback.classic.LoggerContext) org.slf4j.LoggerFactory.getILoggerFactory()).getLogger("ROOT"); appender.setContext(root.getLoggerContext()); root.addAppender(appender); });
		app.run(args);
	}
	@Override public AsyncUncaughtExceptionHandler getAsyncUncaughtExceptionHandler() { return (ex, m, p) -> System.out.println("own handler " + m.getName() + ex); }
	@GetMapping("/request") String request() { throw new IllegalStateException("request"); }
	@GetMapping("/fatal") String fatal() { throw new NoClassDefFoundError("missing"); }
	@GetMapping("/async") String async() { work.async(); return "ok"; }
	@GetMapping("/future") String future() { work.future(); return "ok"; }
	@GetMapping("/thread") String thread() throws Exception { Thread t = new Thread(() -> { throw new IllegalStateException("thread"); }, "mine"); t.start(); t.join(); return "ended"; }
	@GetMapping("/callable") Callable<String> callable() { return () -> { throw new IllegalStateException("callable"); }; }
	@GetMapping("/event") String event() { try { events.publishEvent("veto"); return "no"; } catch (IllegalArgumentException ex) { return ex.getMessage(); } }
	@EventListener void on(String e) { throw new IllegalArgumentException("vetoed"); }
	@Scheduled(fixedDelay = 100000) void scheduled() { throw new IllegalStateException("scheduled"); }
	@GetMapping("/seen") String seen() { return String.join("\n", new TreeSet<>(seen)); }
	@org.springframework.stereotype.Component static class Work {
		@Async public void async() { throw new IllegalStateException("async"); }
		@Async public CompletableFuture<String> future() { throw new IllegalStateException("future"); }
	}
}
