import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks for /hello over eight kept connections. */
final class Load {

	private static final int CONNECTIONS = 8;

	private static final byte[] REQUEST = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	private Load() {
	}

	static void run(int port, int requests) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
		try {
			List<Callable<Integer>> clients = new ArrayList<>();
			for (int i = 0; i < CONNECTIONS; i++) {
				clients.add(() -> client(port, requests / CONNECTIONS));
			}
			for (Future<Integer> client : threads.invokeAll(clients)) {
				client.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	/** Each response has the same length, which the first one tells. */
	private static int client(int port, int requests) throws IOException {
		try (Socket socket = new Socket(InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }), port)) {
			socket.setTcpNoDelay(true);
			socket.setSoTimeout(10000);
			InputStream in = socket.getInputStream();
			byte[] buffer = new byte[4096];
			for (int i = 0; i < requests; i++) {
				socket.getOutputStream().write(REQUEST);
				int length = 0;
				do {
					int read = in.read(buffer, length, buffer.length - length);
					if (read < 0) {
						throw new IOException("Connection closed after " + i + " responses");
					}
					length += read;
				}
				while (!new String(buffer, Math.max(0, length - 9), Math.min(9, length), StandardCharsets.US_ASCII)
					.endsWith("\r\n\r\nhello"));
			}
			return requests;
		}
	}

}
