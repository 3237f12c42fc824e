import java.io.IOException;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** An H2 server in a process of its own, which outlives the applications that use it. */
final class Database implements AutoCloseable {

	private final Process process;

	private final int port;

	private final Driver driver;

	private int number;

	private Database(Process process, int port, Driver driver) {
		this.process = process;
		this.port = port;
		this.driver = driver;
	}

	static Database start(Boot boot, Path directory, String classPath) throws Exception {
		Path jar = Build.split(classPath).stream().filter((path) -> path.getFileName().toString().startsWith("h2-"))
			.findFirst().orElseThrow(() -> new IllegalStateException("No H2 in the class path"));
		int port;
		try (ServerSocket socket = new ServerSocket(0)) {
			port = socket.getLocalPort();
		}
		Process process = new ProcessBuilder(boot.java(), "-cp", jar.toString(), "org.h2.tools.Server", "-tcp", "-tcpPort",
				Integer.toString(port), "-ifNotExists")
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("h2.log").toFile())
			.start();
		URLClassLoader loader = new URLClassLoader(new URL[] { jar.toUri().toURL() });
		Driver driver = (Driver) loader.loadClass("org.h2.Driver").getConstructor().newInstance();
		return new Database(process, port, driver);
	}

	/** Makes an empty database and returns its address. */
	String create() throws SQLException, InterruptedException {
		String url = "jdbc:h2:tcp://127.0.0.1:" + this.port + "/mem:run" + ++this.number
				+ ";DB_CLOSE_DELAY=-1;USER=sa;PASSWORD=";
		for (int i = 0; i < 100; i++) {
			try {
				execute(url, "create table event (name varchar(100))");
				return url;
			}
			catch (SQLException ex) {
				if (!this.process.isAlive() || i == 99) {
					throw ex;
				}
				Thread.sleep(50);
			}
		}
		throw new IllegalStateException("No answer from H2");
	}

	void execute(String url, String sql) throws SQLException {
		try (Connection connection = this.driver.connect(url, new Properties());
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	String query(String url, String sql) throws SQLException {
		try (Connection connection = this.driver.connect(url, new Properties());
				Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery(sql)) {
			return result.next() ? String.valueOf(result.getObject(1)) : "none";
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
