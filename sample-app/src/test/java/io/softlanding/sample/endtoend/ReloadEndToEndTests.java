/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.softlanding.servers.ServerAddresses;
import io.softlanding.servers.ServersExtension;
import io.softlanding.test.HttpConnection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.json.JsonParserFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A mounted ConfigMap that is swapped under load, good and bad edits in turn, and clients
 * that check that each answer is of one generation.
 */
@Tag("first-leg")
@ExtendWith(ServersExtension.class)
class ReloadEndToEndTests {

	private static final int CLIENTS = 4;

	/** What nobody should take for a configuration. */
	private static final List<Edit> BAD = List.of(text("pricing: ["), text(""), text("# nothing\n"),
			text("pricing.list: a\ndiscount.list: b\n"), text(good(0).replace("0.3", "much")),
			text(good(0).replace("0.3", "-1")), text(good(0) + "  rat: 0.1\n"),
			text(good(0).replace("list: list-0", "list: ${pricing.list}")),
			text(good(0).replace("list: list-0", "list: ${nobody.has.this}")), text("pricing.list: x\n"),
			text(good(0).substring(0, 20)), text("\u0000\u0001PK\u0003"), text("#".repeat(10_000_000)),
			text(good(0) + "spring.profiles.active: other\n"),
			text(good(0) + "spring.config.import: file:/no/such.yml\n"), (file) -> {
			}, Files::createDirectory, (file) -> Files.createSymbolicLink(file, file.getFileName()),
			(file) -> Files.createSymbolicLink(file, Path.of("/dev/zero")), ReloadEndToEndTests::pipe);

	private static final int EDITS = BAD.size();

	@TempDir
	Path mount;

	private int version;

	private final AtomicBoolean ended = new AtomicBoolean();

	private final AtomicLong answers = new AtomicLong();

	private final Map<Long, String> lists = new ConcurrentHashMap<>();

	private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

	@Test
	void everyAnswerIsOfOneGenerationWhileTheConfigurationChanges(ServerAddresses servers) throws Exception {
		swap(good(0));
		Files.createSymbolicLink(this.mount.resolve("application.yml"), Path.of("..data/application.yml"));
		try (SampleApp app = SampleApp.launch(servers)
			.quick()
			.with("spring.config.additional-location=file:" + this.mount + "/", "softlanding.reload.watch.enabled=true",
					"softlanding.reload.watch.interval=50ms", "softlanding.reload.history=100")
			.start()
			.awaitReady()) {
			List<Thread> clients = new ArrayList<>();
			for (int i = 0; i < CLIENTS; i++) {
				Thread client = new Thread(() -> ask(app.port()), "client");
				client.start();
				clients.add(client);
			}
			for (int i = 1; i <= EDITS; i++) {
				int generation = i + 1;
				swap(good(i));
				awaitList(app, "list-" + i, generation);
				int tried = attempts(app, "INVALID");
				swap(BAD.get(i - 1));
				Awaitility.await("bad edit " + i).until(() -> attempts(app, "INVALID") == tried + 1);
				awaitList(app, "list-" + i, generation);
			}
			swap(good(EDITS + 1));
			app.signal("USR1");
			awaitList(app, "list-" + (EDITS + 1), EDITS + 2);
			this.ended.set(true);
			for (Thread client : clients) {
				client.join(10_000);
			}
			assertThat(this.wrong).isEmpty();
			assertThat(this.lists).hasSizeBetween(EDITS, EDITS + 2);
			assertThat(this.answers).hasValueGreaterThan(EDITS * CLIENTS);
			assertThat(attempts(app, "APPLIED")).isEqualTo(EDITS + 1);
		}
	}

	private static String good(int number) {
		return """
				pricing:
				  list: list-%1$d
				  margin: 0.3
				discount:
				  list: list-%1$d
				  rate: 0.1
				""".formatted(number);
	}

	/** Puts something where a file is expected. */
	private interface Edit {

		void write(Path file) throws IOException;

	}

	private static Edit text(String text) {
		return (file) -> Files.writeString(file, text);
	}

	private static void pipe(Path file) throws IOException {
		try {
			assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
	}

	private void swap(String text) throws IOException {
		swap(text(text));
	}

	/** As the kubelet does: a new directory, and then a link that is renamed. */
	private void swap(Edit edit) throws IOException {
		Path directory = Files.createDirectory(this.mount.resolve("..version-" + this.version++));
		edit.write(directory.resolve("application.yml"));
		Path link = Files.createSymbolicLink(this.mount.resolve("..data_tmp"), directory.getFileName());
		Files.move(link, this.mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE,
				StandardCopyOption.REPLACE_EXISTING);
	}

	private void ask(int port) {
		while (!this.ended.get()) {
			try (HttpConnection connection = HttpConnection.open(port)) {
				// Tomcat closes a connection after a hundred requests.
				while (!this.ended.get() && !ask(connection).closes()) {
					this.answers.incrementAndGet();
				}
			}
			catch (IOException | RuntimeException ex) {
				this.wrong.add(ex.toString());
				return;
			}
		}
	}

	private HttpConnection.Answer ask(HttpConnection connection) throws IOException {
		HttpConnection.Answer answer = connection.exchange("GET", "/pricing");
		if (answer.status() != 200) {
			this.wrong.add(answer.status() + " " + answer.text());
			return answer;
		}
		Map<String, Object> terms = JsonParserFactory.getJsonParser().parseMap(answer.text());
		String list = String.valueOf(terms.get("pricingList"));
		String before = this.lists.putIfAbsent(((Number) terms.get("generation")).longValue(), list);
		if (!list.equals(terms.get("discountList")) || before != null && !before.equals(list)) {
			this.wrong.add(answer.text() + " after " + before);
		}
		return answer;
	}

	private static void awaitList(SampleApp app, String list, int generation) {
		Awaitility.await().untilAsserted(() -> {
			Map<String, Object> terms = get(app.port(), "/pricing");
			assertThat(terms).as(app.output())
				.containsEntry("pricingList", list)
				.containsEntry("discountList", list)
				.containsEntry("generation", generation);
		});
	}

	private static int attempts(SampleApp app, String outcome) throws IOException {
		return (int) SampleApp.list(get(app.managementPort(), "/actuator/reloads").get("attempts"))
			.stream()
			.filter((attempt) -> outcome.equals(attempt.get("outcome")))
			.count();
	}

	private static Map<String, Object> get(int port, String path) throws IOException {
		try (HttpConnection connection = HttpConnection.open(port)) {
			HttpConnection.Answer answer = connection.exchange("GET", path);
			assertThat(answer.status()).as(answer.text()).isEqualTo(200);
			return JsonParserFactory.getJsonParser().parseMap(answer.text());
		}
	}

}
