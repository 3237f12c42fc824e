package guest;
//DEPS web actuator
//EXITS 0
//JVM -Dspring.context.exit=onRefresh
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;

@SpringBootApplication
public class ExitOnRefresh {

	public static void main(String[] args) {
		SpringApplication.run(ExitOnRefresh.class, args);
	}

}
