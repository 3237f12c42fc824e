package guest;
//DEPS web actuator
//TESTS TestsContexts
import java.util.*;
import org.junit.jupiter.api.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;

@SpringBootApplication
public class TestsContexts {

	@Test
	void closeFiftyContexts() {
		List<Double> times = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			ConfigurableApplicationContext context = SpringApplication.run(TestsContexts.class, "--server.port=0",
					"--logging.level.root=WARN");
			long begin = System.nanoTime();
			context.close();
			times.add((System.nanoTime() - begin) / 1e6);
		}
		times.remove(0);
		Collections.sort(times);
		System.out.println("guest-ms close-median " + times.get(times.size() / 2));
	}

}
