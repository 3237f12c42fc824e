package guest;
//DEPS web actuator
//EXITS 143
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import org.springframework.beans.factory.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;
import org.springframework.context.annotation.*;
import org.springframework.web.bind.annotation.*;

/** Is told to end while its beans are made. */
@SpringBootApplication
public class TermDuringStart {
	public static void main(String[] args) { SpringApplication.run(TermDuringStart.class, args); }
	@Bean Object slow() throws Exception { new ProcessBuilder("kill", "-TERM", "" + ProcessHandle.current().pid()).start().waitFor(); Thread.sleep(300); System.out.println("made"); return new Object(); }
}
