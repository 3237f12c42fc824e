package guest;
//DEPS web actuator
//REQ GET /hello
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import org.springframework.beans.factory.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;
import org.springframework.context.annotation.*;
import org.springframework.web.bind.annotation.*;

import org.springframework.web.context.request.async.*;
/** Interfaces of libraries, one bean of each is the application's and injected by the interface. */
@SpringBootApplication
@RestController
public class LibraryInterfaces {
	LibraryInterfaces(CallableProcessingInterceptor a, org.apache.catalina.LifecycleListener b, Thread.UncaughtExceptionHandler c, java.util.function.Supplier<?> d, org.springframework.core.task.TaskDecorator e) { }
	public static void main(String[] args) { SpringApplication.run(LibraryInterfaces.class, args); }
	@GetMapping("/hello") String hello() { return "hello"; }
	@Configuration static class C {
		@Bean CallableProcessingInterceptor mine1() { return new CallableProcessingInterceptor() { }; }
		@Bean org.apache.catalina.LifecycleListener mine2() { return (e) -> { }; }
		@Bean Thread.UncaughtExceptionHandler mine3() { return (t, e) -> { }; }
		@Bean java.util.function.Supplier<String> mine4() { return () -> ""; }
		@Bean org.springframework.core.task.TaskDecorator mine5() { return (t) -> t; }
	}
}
