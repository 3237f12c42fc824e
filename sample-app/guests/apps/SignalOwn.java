package guest;
//DEPS web actuator
//EXITS 3
import java.util.*;
import java.util.concurrent.*;
import org.springframework.beans.factory.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;
import org.springframework.context.annotation.*;
import org.springframework.web.bind.annotation.*;

import sun.misc.Signal;
/** Has its own handlers of signals, one set before the start and one after it. */
@SpringBootApplication
public class SignalOwn {
	public static void main(String[] args) throws Exception {
		Signal.handle(new Signal("TERM"), (s) -> System.exit(3));
		SpringApplication.run(SignalOwn.class, args);
		Signal.handle(new Signal("USR2"), (s) -> System.out.println("mine USR2"));
		System.out.println("HUP was " + Signal.handle(new Signal("HUP"), (s) -> System.out.println("mine HUP")).getClass().getName());
		String p = "" + ProcessHandle.current().pid();
		Thread.sleep(500); new ProcessBuilder("sh", "-c", "kill -USR2 " + p + "; kill -HUP " + p + "; sleep 0.3; kill -TERM " + p).start();
	}
}
