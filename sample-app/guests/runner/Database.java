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
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** A database server that outlives the applications that use it, and its driver. */
final class Database implements AutoCloseable {

	private final Driver driver;

	private final String address;

	private final String parameters;

	private final AutoCloseable server;

	private int number;

	private Database(Driver driver, String address, String parameters, AutoCloseable server) {
		this.driver = driver;
		this.address = address;
		this.parameters = parameters;
		this.server = server;
	}

	/** Starts H2, which the application has, in a process of its own. */
	static Database h2(Boot boot, Path directory, String classPath) throws Exception {
		Path jar = Build.split(classPath)
			.stream()
			.filter((path) -> path.getFileName().toString().startsWith("h2-"))
			.findFirst()
			.orElseThrow();
		int port;
		try (ServerSocket socket = new ServerSocket(0)) {
			port = socket.getLocalPort();
		}
		Process process = new ProcessBuilder(boot.java(), "-cp", jar.toString(), "org.h2.tools.Server", "-tcp", "-tcpPort",
				Integer.toString(port), "-ifNotExists")
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("h2.log").toFile())
			.start();
		return new Database(driver(loader(jar.toString()), "org.h2.Driver"), "jdbc:h2:tcp://127.0.0.1:" + port + "/mem:",
				";DB_CLOSE_DELAY=-1;USER=sa;PASSWORD=", process::destroyForcibly);
	}

	/** Starts an embedded PostgreSQL. */
	static Database postgres(String classPath) throws Exception {
		ClassLoader loader = loader(classPath);
		Class<?> type = loader.loadClass("io.zonky.test.db.postgres.embedded.EmbeddedPostgres");
		Object server = type.getMethod("start").invoke(null);
		String address = "jdbc:postgresql://127.0.0.1:" + type.getMethod("getPort").invoke(server) + "/";
		return new Database(driver(loader, "org.postgresql.Driver"), address, "?user=postgres&password=postgres",
				(AutoCloseable) server);
	}

	private static ClassLoader loader(String classPath) throws IOException {
		List<URL> urls = new ArrayList<>();
		for (Path path : Build.split(classPath)) {
			urls.add(path.toUri().toURL());
		}
		return new URLClassLoader(urls.toArray(URL[]::new));
	}

	private static Driver driver(ClassLoader loader, String name) throws ReflectiveOperationException {
		return (Driver) loader.loadClass(name).getConstructor().newInstance();
	}

	/** Makes an empty database and returns its address. */
	synchronized String create() throws SQLException, InterruptedException {
		String name = "run" + ++this.number;
		String url = this.address + name + this.parameters;
		for (int i = 0;; i++) {
			try {
				if (this.address.contains("postgresql")) {
					execute(this.address + "postgres" + this.parameters, "create database " + name);
				}
				execute(url, "create table event (name varchar(100))");
				return url;
			}
			catch (SQLException ex) {
				if (i == 100) {
					throw ex;
				}
				Thread.sleep(50);
			}
		}
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
	public void close() throws Exception {
		this.server.close();
	}

}
