package guest;
//DEPS web actuator data-jpa com.h2database:h2
//PROP spring.datasource.url=jdbc:h2:mem:wrapped;DB_CLOSE_DELAY=-1
//PROP spring.jpa.hibernate.ddl-auto=create
//REQ GET /save
//REQ GET /fail
//REQ GET /count
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import org.springframework.beans.factory.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;
import org.springframework.context.annotation.*;
import org.springframework.web.bind.annotation.*;

import java.lang.reflect.*;
import javax.sql.DataSource;
import jakarta.persistence.*;
import org.springframework.beans.factory.config.*;
import org.springframework.transaction.annotation.*;
/** Its post-processor puts a proxy that counts around the data source, as datasource-proxy does. */
@SpringBootApplication
@RestController
public class DataSourceWrapped {
	static final List<String> calls = new CopyOnWriteArrayList<>();
	@PersistenceContext EntityManager em;
	@Autowired DataSource source;
	public static void main(String[] args) { SpringApplication.run(DataSourceWrapped.class, args); }
	@GetMapping("/save") @Transactional public String save() { em.persist(new Thing()); return source.getClass().getName(); }
	@GetMapping("/fail") @Transactional public String fail() { em.persist(new Thing()); throw new IllegalStateException("rolled back"); }
	@GetMapping("/count") @Transactional(readOnly = true) public String count() { return em.createQuery("select count(t) from Thing t").getSingleResult() + " " + calls; }
	@Entity(name = "Thing") public static class Thing { @Id @GeneratedValue public Long id; }
	@Configuration static class C {
		@Bean static BeanPostProcessor wrapping() {
			return new BeanPostProcessor() {
				@Override public Object postProcessAfterInitialization(Object bean, String name) {
					return (bean instanceof DataSource) ? Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { DataSource.class }, (p, m, a) -> {
						if (!m.getDeclaringClass().equals(Object.class)) { calls.add(m.getName()); }
						try { Object r = m.invoke(bean, a); 
						return r instanceof java.sql.Connection c ? Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { java.sql.Connection.class }, (p2, m2, a2) -> { 
							if (List.of("commit", "rollback", "setAutoCommit", "close", "unwrap", "getMetaData").contains(m2.getName())) { calls.add("c." + m2.getName()); } try { return m2.invoke(c, a2); } catch (InvocationTargetException ex) { throw ex.getCause(); } }) : r; }
						catch (InvocationTargetException ex) { throw ex.getCause(); }
					}) : bean;
				}
			};
		}
	}
}
