package guest;
//DEPS web actuator
//EXITS 1
import java.util.*;
import java.util.concurrent.*;
import org.springframework.beans.factory.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;
import org.springframework.context.annotation.*;
import org.springframework.web.bind.annotation.*;

import org.springframework.context.event.EventListener;
import org.springframework.boot.context.event.*;
/** Fails when it is ready. */
@SpringBootApplication
public class ReadyThrows {
	public static void main(String[] args) { SpringApplication.run(ReadyThrows.class, args); }
	@EventListener void on(ApplicationReadyEvent e) { throw new IllegalStateException("not ready after all"); }
}
