package guest;
//DEPS web actuator jdbc com.h2database:h2
//REQ GET /
//REQ GET /error
//REQ GET /meters
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import org.springframework.beans.factory.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;
import org.springframework.context.annotation.*;
import org.springframework.web.bind.annotation.*;

import com.zaxxer.hikari.*;
import java.sql.*;
import javax.sql.DataSource;
/** A subclass of the pool with a driver data source of the application. */
@SpringBootApplication
@RestController
public class HikariSubclass {
	@Autowired Mine pool;
	@Autowired io.micrometer.core.instrument.MeterRegistry meters;
	public static void main(String[] args) { SpringApplication.run(HikariSubclass.class, args); }
	@GetMapping("/") String look() throws SQLException {
		StringBuilder s = new StringBuilder();
		try (Connection c = pool.getConnection(); Statement st = c.createStatement(); ResultSet rs = st.executeQuery("select 1")) {
			org.h2.jdbc.JdbcConnection h2 = c.unwrap(org.h2.jdbc.JdbcConnection.class);
			s.append(c.getClass()).append(h2.getClass()).append(st.unwrap(Statement.class).getClass()).append(st.unwrap(org.h2.jdbc.JdbcStatement.class).getClass());
			s.append(c.isWrapperFor(org.h2.jdbc.JdbcConnection.class)).append(st.getConnection() == c).append(c.getMetaData().getConnection() == c).append(rs.getStatement() == st).append(rs.unwrap(ResultSet.class).getClass());
			s.append(c.getMetaData().getClass()).append(c.createArrayOf("int", new Object[] { 1 }).getClass()).append(h2.createStatement().getConnection().getClass()).append(h2.equals(h2)).append(pool.calls);
			s.append(pool.getDataSource() == pool.own).append(pool.own.opened.get() == h2);
			s.append(c.toString().replaceAll("\\d+", "#"));
		}
		return s.toString();
	}
	@GetMapping("/error") String error() { 
		try (Connection c = pool.getConnection(); Statement st = c.createStatement()) { st.execute("nonsense"); return ""; }
		catch (SQLException ex) { return ex.getClass() + " " + ex.getMessage() + " " + ex.getCause() + ex.getErrorCode(); }
	}
	@GetMapping("/meters") String meters() { return meters.getMeters().stream().map((m) -> m.getId().getName()).filter((n) -> n.contains("jdbc") || n.contains("hikari")).sorted().toList().toString(); }
	@Configuration static class C { @Bean Mine pool() { return new Mine(); } }
	static class Own extends org.springframework.jdbc.datasource.AbstractDataSource {
		final AtomicReference<Connection> opened = new AtomicReference<>();
		public Connection getConnection() throws SQLException { Connection c = DriverManager.getConnection("jdbc:h2:mem:own;DB_CLOSE_DELAY=-1"); opened.set(c); return c; }
		public Connection getConnection(String u, String p) throws SQLException { return getConnection(); }
	}
	static class Mine extends HikariDataSource {
		final Own own = new Own(); int calls;
		Mine() { setDataSource(own); setMaximumPoolSize(1); }
		@Override public void setDataSource(DataSource d) { super.setDataSource(d); }
		@Override public Connection getConnection() throws SQLException { calls++; return super.getConnection(); }
	}
}
