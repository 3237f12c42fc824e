package guest;
//DEPS web actuator
//REQ GET /async
import java.util.*;
import java.util.concurrent.*;
import org.springframework.beans.factory.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;
import org.springframework.context.annotation.*;
import org.springframework.web.bind.annotation.*;

import org.springframework.core.task.*;
import org.springframework.scheduling.concurrent.*;
/** An executor whose own class watches its decorator, and one that checks it. */
@SpringBootApplication
@RestController
public class DecoratorSetOnce {
	@Autowired @Qualifier("own") Own own;
	public static void main(String[] args) { SpringApplication.run(DecoratorSetOnce.class, args); }
	@GetMapping("/async") String async() throws Exception { return own.submit(() -> Thread.currentThread().getName().replaceAll("\\d+", "#")).get() + own.count + own.getThreadPoolExecutor().getQueue().getClass(); }
	static class Own extends ThreadPoolTaskExecutor { int count; @Override public void setTaskDecorator(TaskDecorator d) { if (++count > 1) { throw new IllegalStateException("The decorator of this executor is set once"); } super.setTaskDecorator(d); } }
	@Configuration static class C { @Bean(defaultCandidate = false) @Qualifier("own") Own own() { Own o = new Own(); o.setTaskDecorator((t) -> t); return o; } }
}
