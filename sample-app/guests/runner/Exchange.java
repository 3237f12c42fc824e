import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One request over a connection of its own, with the bytes that came back. */
final class Exchange {

	private Exchange() {
	}

	/**
	 * Sends a request and reads to the end of the connection.
	 * @param port the port
	 * @param request as in the directives: {@code GET /path Header: value; Header: value | body}
	 * @param cookies what was set so far, sent along and added to
	 * @return the response with status line, headers in their order and decoded body
	 */
	static String send(int port, String request, Map<String, String> cookies) {
		String[] parts = request.split(" \\| ", 2);
		String[] words = parts[0].split(" ", 3);
		String body = (parts.length > 1) ? parts[1] : "";
		StringBuilder text = new StringBuilder(words[0] + " " + words[1] + " HTTP/1.1\r\nHost: localhost\r\n");
		if (words.length > 2) {
			for (String header : words[2].split("; ")) {
				text.append(header).append("\r\n");
			}
		}
		cookies.forEach((name, value) -> text.append("Cookie: ").append(name).append('=').append(value).append("\r\n"));
		if (!body.isEmpty()) {
			text.append("Content-Length: ").append(body.getBytes(StandardCharsets.UTF_8).length).append("\r\n");
		}
		boolean upgrade = text.toString().toLowerCase().contains("\r\nconnection:");
		text.append(upgrade ? "\r\n" : "Connection: close\r\n\r\n").append(body);
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }), port), 3000);
			socket.setSoTimeout(upgrade ? 1000 : 10000);
			socket.getOutputStream().write(text.toString().getBytes(StandardCharsets.UTF_8));
			String response = read(socket.getInputStream());
			remember(response, cookies);
			return decode(response);
		}
		catch (IOException ex) {
			return ex.getClass().getSimpleName();
		}
	}

	private static String read(InputStream in) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		String end = "";
		try {
			byte[] buffer = new byte[8192];
			int read;
			while ((read = in.read(buffer)) > 0) {
				bytes.write(buffer, 0, read);
			}
		}
		catch (IOException ex) {
			end = "\n(" + ex.getClass().getSimpleName() + ")";
		}
		return bytes.toString(StandardCharsets.ISO_8859_1) + end;
	}

	private static void remember(String response, Map<String, String> cookies) {
		for (String line : response.split("\r\n\r\n", 2)[0].split("\r\n")) {
			if (line.toLowerCase().startsWith("set-cookie: ")) {
				String[] pair = line.substring("set-cookie: ".length()).split(";")[0].split("=", 2);
				cookies.put(pair[0], (pair.length > 1) ? pair[1] : "");
			}
		}
	}

	/** Joins chunks, whose borders depend on time, and marks a missing last one. */
	private static String decode(String response) {
		String[] parts = response.split("\r\n\r\n", 2);
		if (parts.length < 2 || !parts[0].toLowerCase().contains("transfer-encoding: chunked")) {
			return response;
		}
		StringBuilder body = new StringBuilder();
		String rest = parts[1];
		while (true) {
			int end = rest.indexOf("\r\n");
			if (end < 0) {
				return parts[0] + "\r\n\r\n" + body + "(truncated)";
			}
			int size = Integer.parseInt(rest.substring(0, end).split(";")[0].trim(), 16);
			if (size == 0) {
				return parts[0] + "\r\n\r\n" + body;
			}
			int from = end + 2;
			if (rest.length() < from + size + 2) {
				return parts[0] + "\r\n\r\n" + body + rest.substring(from) + "(truncated)";
			}
			body.append(rest, from, from + size);
			rest = rest.substring(from + size + 2);
		}
	}

}
