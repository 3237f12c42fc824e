package guest;
//DEPS web actuator jdbc com.h2database:h2
//PROP spring.datasource.url=jdbc:h2:mem:own;DB_CLOSE_DELAY=-1
//REQ GET /
//REQ GET /listeners
//REQ GET /fail
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import org.springframework.beans.factory.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;
import org.springframework.context.annotation.*;
import org.springframework.web.bind.annotation.*;

import org.springframework.transaction.*;
import org.springframework.transaction.annotation.*;
import org.springframework.transaction.support.*;
/** A transaction manager of its own class, final, which checks its listeners. */
@SpringBootApplication
@RestController
public class TransactionListenerOwn {
	@Autowired Mine manager; @Autowired org.springframework.jdbc.core.JdbcTemplate jdbc;
	public static void main(String[] args) { SpringApplication.run(TransactionListenerOwn.class, args); }
	@GetMapping("/") @Transactional public String ok() { return TransactionSynchronizationManager.getResourceMap().keySet().stream().map((k) -> k.getClass().getName()).sorted().toList() + "" + TransactionSynchronizationManager.getResourceMap().values().stream().map((k) -> k.getClass().getName()).sorted().toList() + TransactionSynchronizationManager.getSynchronizations().size(); }
	@GetMapping("/listeners") String listeners() { return manager.getTransactionExecutionListeners().stream().map((x) -> x.getClass().getName()).filter((x) -> x.startsWith("guest.")).toList().toString() + manager.replaced; }
	@GetMapping("/fail") @Transactional public String fail() { jdbc.execute("create table x (id int)"); org.springframework.transaction.interceptor.TransactionAspectSupport.currentTransactionStatus().setRollbackOnly(); return "rolled back"; }
	@Configuration static class C { @Bean Mine manager(javax.sql.DataSource s) { return new Mine(s); } @Bean TransactionExecutionListener own() { return new TransactionExecutionListener() { public void afterBegin(TransactionExecution e, Throwable t) { System.out.println("begun " + e.getClass().getName() + e.getTransactionName()); } }; } }
	static final class Mine extends org.springframework.jdbc.support.JdbcTransactionManager { int replaced; Mine(javax.sql.DataSource s) { super(s); } }
}
