package guestprobe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.core.Ordered;

/**
 * Looks at an application from inside, in the run with the starter and in the run without it. It adds no bean.
 */
public final class Probe implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

	private static final List<ConfigurableApplicationContext> contexts = new CopyOnWriteArrayList<>();

	private static ServerSocket control;

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		if (System.getProperty("guest.dir") != null) {
			context.addApplicationListener(new Listener(context));
		}
	}

	private static void write(String file, String text) {
		try {
			Files.writeString(Path.of(System.getProperty("guest.dir"), file), text, StandardOpenOption.CREATE,
					StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static synchronized void listen() throws IOException {
		if (control != null) {
			return;
		}
		control = new ServerSocket(0, 5, InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }));
		Thread thread = new Thread(Probe::answer, "guest-probe");
		thread.setDaemon(true);
		thread.start();
		write("control", control.getLocalPort() + "\n");
	}

	private static void answer() {
		while (true) {
			try (Socket socket = control.accept()) {
				String command = new BufferedReader(
						new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
					.readLine();
				StringBuilder text = new StringBuilder();
				if ("figures".equals(command)) {
					Figures.append(contexts, text);
				}
				else {
					int number = 0;
					for (ConfigurableApplicationContext context : contexts) {
						if (context.isActive()) {
							Beans.append(number++, context, true, text);
							Meters.append(context, text);
						}
					}
					Figures.appendThreads(text);
				}
				socket.getOutputStream().write((text + "end\n").getBytes(StandardCharsets.UTF_8));
			}
			catch (IOException | RuntimeException | LinkageError ex) {
				write("probe-failed", ex + "\n");
			}
		}
	}

	private record Listener(ConfigurableApplicationContext context) implements ApplicationListener<ApplicationEvent>,
			Ordered {

		@Override
		public int getOrder() {
			return Ordered.LOWEST_PRECEDENCE;
		}

		@Override
		public void onApplicationEvent(ApplicationEvent event) {
			if (event instanceof ContextRefreshedEvent refreshed && !contexts.contains(refreshed.getApplicationContext())) {
				contexts.add((ConfigurableApplicationContext) refreshed.getApplicationContext());
			}
			else if (event instanceof ApplicationStartedEvent started && started.getApplicationContext() == this.context) {
				StringBuilder text = new StringBuilder();
				Beans.append(contexts.indexOf(this.context), this.context, false, text);
				write("beans", text.toString());
			}
			else if (event instanceof ApplicationReadyEvent ready && ready.getApplicationContext() == this.context) {
				try {
					listen();
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
				write("ready", this.context.getEnvironment().getProperty("local.server.port", "0") + " "
						+ this.context.getEnvironment().getProperty("local.management.port", "0") + "\n");
			}
		}

	}

}
