import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/** The one Redis of a run, emptied before each guest that uses it. */
record RedisProcess(Process process, int port) implements AutoCloseable {

	static RedisProcess start(Path directory, String classPath) throws IOException, InterruptedException {
		String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
		Path executable = directory.resolve("redis-server");
		for (Path library : Build.split(classPath)) {
			if (library.getFileName().toString().startsWith("embedded-redis-")) {
				try (JarFile jar = new JarFile(library.toFile())) {
					ZipEntry entry = jar.stream()
						.filter((each) -> each.getName().matches("redis-server-.*linux-" + architecture))
						.findFirst()
						.orElseThrow();
					try (InputStream in = jar.getInputStream(entry)) {
						Files.deleteIfExists(executable);
						Files.copy(in, executable);
					}
				}
			}
		}
		executable.toFile().setExecutable(true);
		int port;
		try (ServerSocket socket = new ServerSocket(0)) {
			port = socket.getLocalPort();
		}
		Process process = new ProcessBuilder(executable.toString(), "--port", Integer.toString(port), "--bind", "127.0.0.1",
				"--save", "", "--dir", directory.toString())
			.redirectErrorStream(true)
			.redirectOutput(new File(directory.toFile(), "redis.log"))
			.start();
		RedisProcess redis = new RedisProcess(process, port);
		for (int i = 0; i < 100 && !redis.answers(); i++) {
			Thread.sleep(50);
		}
		return redis;
	}

	private boolean answers() {
		try {
			flush();
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	void flush() throws IOException {
		try (Socket socket = new Socket(InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }), this.port)) {
			socket.getOutputStream().write("FLUSHALL\r\n".getBytes());
			socket.getInputStream().read();
		}
	}

	/** How many keys match a pattern. */
	int keys(String pattern) throws IOException {
		try (Socket socket = new Socket(InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }), this.port)) {
			socket.getOutputStream().write(("KEYS " + pattern + "\r\n").getBytes());
			String answer = new BufferedReader(new InputStreamReader(socket.getInputStream())).readLine();
			return Integer.parseInt(answer.substring(1));
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
