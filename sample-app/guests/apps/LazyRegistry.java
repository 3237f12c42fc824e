package guest;
//DEPS actuator
//PROP spring.main.lazy-initialization=true
//EXITS 0
import java.util.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
/** Lazy: expensive beans of libraries' types that it defines and does not use. */
@SpringBootApplication
public class LazyRegistry {
	public static void main(String[] args) { SpringApplication.run(LazyRegistry.class, args); }
	@Bean io.micrometer.observation.ObservationRegistry mine() { System.out.println("made ObservationRegistry"); return io.micrometer.observation.ObservationRegistry.create(); }
	@Bean org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler scheduler() { System.out.println("made scheduler"); return new org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler(); }
	@Bean java.util.concurrent.Executor executor() { System.out.println("made executor"); return Runnable::run; }
	@Bean io.micrometer.core.instrument.MeterRegistry meters() { System.out.println("made meters"); return new io.micrometer.core.instrument.simple.SimpleMeterRegistry(); }
}
