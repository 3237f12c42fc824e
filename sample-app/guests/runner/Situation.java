import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An application that has work to finish when it is told to end. Directives in its comments, described in README.md, say
 * when that is and what to look at afterwards.
 *
 * @param guest the application
 * @param boot the line of Spring Boot
 */
record Situation(Guest guest, Boot boot) {

	private static final long UNDECLARED_SECONDS = 60;

	String name() {
		return this.guest.name() + " " + this.boot.line();
	}

	String what() {
		return this.guest.value("WHAT", this.boot, "");
	}

	/** Seconds until the process is killed, as a platform would do it. */
	long graceSeconds() {
		return declared() ? Long.parseLong(this.guest.value("GRACE", this.boot, "").replace("s", "")) : UNDECLARED_SECONDS;
	}

	boolean declared() {
		return this.guest.has("GRACE", this.boot);
	}

	/** The line that starts the clock; empty if it starts when the application is ready. */
	String after() {
		return this.guest.value("AFTER", this.boot, "");
	}

	List<Event> signals() {
		return this.guest.values("SIGNAL", this.boot).stream().map((text) -> text.split(" ", 2))
			.map((parts) -> new Event("", Long.parseLong(parts[1].trim()), parts[0])).toList();
	}

	/** Requests that are sent on threads of their own. */
	List<Event> calls() {
		return this.guest.values("CALL", this.boot).stream().map((text) -> text.split(" ", 3))
			.map((parts) -> new Event(parts[0], Long.parseLong(parts[1]), parts[2])).toList();
	}

	Map<String, String> labelled(String directive) {
		Map<String, String> values = new LinkedHashMap<>();
		this.guest.values(directive, this.boot).stream().map((text) -> text.split(" ", 2))
			.forEach((parts) -> values.put(parts[0], parts[1]));
		return values;
	}

	/** What is there when nothing is lost. */
	Map<String, String> wanted() {
		Map<String, String> wanted = new LinkedHashMap<>();
		for (String word : this.guest.words("WANT", this.boot)) {
			wanted.put(word.split("=")[0], word.split("=", 2)[1]);
		}
		wanted.putIfAbsent("exit", signals().isEmpty() ? "0" : "143");
		return wanted;
	}

	/** Whether what may be lost is nothing that the starter can know. */
	boolean unseen() {
		return this.guest.has("UNSEEN", this.boot);
	}

	/** Labels of what is not as it should be. */
	List<String> lost(Map<String, String> seen) {
		List<String> lost = new ArrayList<>();
		wanted().forEach((label, value) -> {
			if (!Pattern.matches(value, seen.getOrDefault(label, "none"))) {
				lost.add(label);
			}
		});
		return lost;
	}

	/**
	 * Something that happens at a time.
	 *
	 * @param label its name
	 * @param millis when it happens
	 * @param text the signal or the request
	 */
	record Event(String label, long millis, String text) {

	}

}
