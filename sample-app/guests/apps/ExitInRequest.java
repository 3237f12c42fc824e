package guest;
//DEPS web actuator
//PROP spring.lifecycle.timeout-per-shutdown-phase=1s
//EXITS 7
//PROP logging.level.org.apache.tomcat.util.net=error
import java.util.*;
import java.util.concurrent.*;
import org.springframework.beans.factory.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;
import org.springframework.context.annotation.*;
import org.springframework.web.bind.annotation.*;

/** Ends itself inside a request, with a code of its own from a generator. */
@SpringBootApplication
@RestController
public class ExitInRequest implements ExitCodeGenerator {
	@Autowired ApplicationContext context;
	public static void main(String[] args) throws Exception { ApplicationContext c = SpringApplication.run(ExitInRequest.class, args); Thread.sleep(300); try { System.out.println("answer " + new String(new java.net.URL("http://localhost:" + c.getEnvironment().getProperty("local.server.port") + "/exit").openStream().readAllBytes())); } catch (java.io.IOException ex) { System.out.println("no answer"); } }
	@Override public int getExitCode() { return 7; }
	@GetMapping("/exit") String exit() { System.exit(SpringApplication.exit(context)); return "bye"; }
}
