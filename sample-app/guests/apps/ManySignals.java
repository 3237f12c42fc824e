package guest;
//DEPS web actuator
//EXITS 143
import java.util.*;
import java.util.concurrent.*;
import org.springframework.beans.factory.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;
import org.springframework.context.annotation.*;
import org.springframework.web.bind.annotation.*;

/** Gets many signals of the kind that ends it, a second after it is ready. */
@SpringBootApplication
public class ManySignals {
	public static void main(String[] args) throws Exception { SpringApplication.run(ManySignals.class, args); Thread.sleep(1000); new ProcessBuilder("sh", "-c", "for i in 1 2 3 4 5 6 7 8 9; do kill -TERM " + ProcessHandle.current().pid() + "; done").start(); }
}
