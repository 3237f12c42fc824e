package guest;
//DEPS web actuator
//REQ GET /hello
import java.util.*;
import java.util.concurrent.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.web.bind.annotation.*;

import org.springframework.web.context.request.async.*;
import org.springframework.beans.factory.*;
/** Beans of the application looked up by interfaces that libraries define. */
@SpringBootApplication
@RestController
public class LookupByType {
	@org.springframework.beans.factory.annotation.Autowired ListableBeanFactory beans;
	public static void main(String[] args) { SpringApplication.run(LookupByType.class, args); }
	@GetMapping("/hello") String hello() {
		StringBuilder s = new StringBuilder();
		for (Class<?> type : List.of(CallableProcessingInterceptor.class, DeferredResultProcessingInterceptor.class, org.apache.catalina.LifecycleListener.class,
				Thread.UncaughtExceptionHandler.class,
				Runnable.class, Callable.class, java.util.function.Supplier.class, AutoCloseable.class, Executor.class, 
				org.springframework.core.task.TaskDecorator.class, Iterable.class, Map.class,
				org.apache.catalina.Valve.class, io.micrometer.observation.ObservationHandler.class, org.springframework.aop.Pointcut.class, org.springframework.aop.Advisor.class,
				org.aopalliance.intercept.MethodInterceptor.class, org.springframework.validation.Validator.class, java.time.InstantSource.class)) {
			s.append(type.getName()).append(' ').append(beans.getBeanNamesForType(type).length).append(' ').append(beans.getBeanProvider(type).getIfUnique() != null).append('\n');
		}
		return s.toString();
	}
}
