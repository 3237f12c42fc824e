import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The exit report of an application, read from its log.
 *
 * @param text the document; empty if there is none
 */
record ExitReport(String text) {

	private static final String MARK = "Exit report: ";

	private static final double SHORT_SECONDS = 0.15;

	private static final Set<String> GOOD = Set.of("NOTHING_TO_DO", "COMPLETED", "SKIPPED", "ASSUMED");

	static ExitReport in(List<String> log) {
		String text = "";
		for (String line : log) {
			int at = line.indexOf(MARK);
			if (at >= 0 && line.indexOf('}', at) > 0) {
				text = line.substring(at + MARK.length(), line.lastIndexOf('}') + 1);
			}
		}
		return new ExitReport(text);
	}

	String stage() {
		return String.valueOf(document().getOrDefault("stage", "none"));
	}

	/** Whether it says that something did not end as it should. */
	boolean namesLoss() {
		return stage().equals("forced") || document().containsKey("refused")
				|| participants().stream().anyMatch((participant) -> !participant.good());
	}

	/** Seconds of which it says what was waited for, the quiet period among them. */
	double namedSeconds() {
		double seconds = 0;
		for (List<Participant> phase : phases()) {
			seconds += phase.stream().filter(Participant::waited).mapToDouble(Participant::seconds).max().orElse(0);
		}
		return seconds;
	}

	/** What took time, and what did not end well. */
	String shown() {
		List<String> shown = new ArrayList<>(List.of(stage()));
		for (Participant participant : participants()) {
			if (!participant.good() || participant.waited()) {
				shown.add("%s %s %.1f s: %s".formatted(participant.name(), participant.outcome().toLowerCase(Locale.ROOT),
						participant.seconds(), participant.summary()));
			}
		}
		return String.join("; ", shown).replace("|", "/");
	}

	private List<Participant> participants() {
		return phases().stream().flatMap(List::stream).toList();
	}

	private List<List<Participant>> phases() {
		List<List<Participant>> phases = new ArrayList<>();
		for (Object phase : (List<?>) document().getOrDefault("phases", List.of())) {
			List<Participant> participants = new ArrayList<>();
			for (Object each : (List<?>) ((Map<?, ?>) phase).get("participants")) {
				Map<?, ?> map = (Map<?, ?>) each;
				participants.add(new Participant(String.valueOf(map.get("name")), String.valueOf(map.get("outcome")),
						(map.get("took") != null) ? Duration.parse(String.valueOf(map.get("took"))).toMillis() / 1000.0 : 0,
						String.valueOf(map.get("summary"))));
			}
			phases.add(participants);
		}
		return phases;
	}

	@SuppressWarnings("unchecked")
	private Map<String, Object> document() {
		return this.text.isEmpty() ? Map.of() : (Map<String, Object>) new Json(this.text).value();
	}

	private record Participant(String name, String outcome, double seconds, String summary) {

		boolean good() {
			return GOOD.contains(this.outcome);
		}

		boolean waited() {
			return this.seconds > SHORT_SECONDS && !Set.of("NOTHING_TO_DO", "SKIPPED").contains(this.outcome);
		}

	}

	/** Reads JSON that is known to be well-formed. */
	private static final class Json {

		private final String text;

		private int at;

		Json(String text) {
			this.text = text;
		}

		Object value() {
			char first = peek();
			if (first == '{') {
				this.at++;
				Map<String, Object> map = new TreeMap<>();
				while (peek() != '}') {
					String key = (String) value();
					skip(':');
					map.put(key, value());
					skip(',');
				}
				this.at++;
				return map;
			}
			if (first == '[') {
				this.at++;
				List<Object> list = new ArrayList<>();
				while (peek() != ']') {
					list.add(value());
					skip(',');
				}
				this.at++;
				return list;
			}
			return (first == '"') ? string() : word();
		}

		private char peek() {
			while (Character.isWhitespace(this.text.charAt(this.at))) {
				this.at++;
			}
			return this.text.charAt(this.at);
		}

		private void skip(char expected) {
			if (peek() == expected) {
				this.at++;
			}
		}

		private String string() {
			StringBuilder string = new StringBuilder();
			for (this.at++; this.text.charAt(this.at) != '"'; this.at++) {
				if (this.text.charAt(this.at) == '\\') {
					this.at++;
				}
				string.append(this.text.charAt(this.at));
			}
			this.at++;
			return string.toString();
		}

		private String word() {
			int begin = this.at;
			while (",]} ".indexOf(this.text.charAt(this.at)) < 0) {
				this.at++;
			}
			return this.text.substring(begin, this.at);
		}

	}

}
