import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Differences between the run without the starter and the run with it. */
final class Compare {

	private final List<String> differences = new ArrayList<>();

	private final boolean sets;

	private final int linesAtStart;

	private final boolean warns;

	private Compare(Guest guest, Boot boot) {
		this.sets = guest.has("SETS", boot);
		this.linesAtStart = guest.linesAtStart(boot);
		this.warns = guest.has("WARNS", boot);
	}

	static List<String> differences(Guest guest, Boot boot, Outcome plain, Outcome with) {
		Compare compare = new Compare(guest, boot);
		compare.all(plain, with);
		return compare.differences;
	}

	private void all(Outcome plain, Outcome guest) {
		if (plain.started != guest.started) {
			this.differences.add("starts: " + plain.started + " -> " + guest.started);
		}
		if (plain.exitCode != guest.exitCode) {
			this.differences.add("exit code: " + plain.exitCode + " -> " + guest.exitCode);
		}
		if ((plain.started && !guest.started) || (!plain.beansAtStart.isEmpty() && guest.beansAtStart.isEmpty())) {
			log(plain, guest);
			return;
		}
		lines("bean", prefixed(plain.beansAtStart, "bean"), prefixed(guest.beansAtStart, "bean"), false);
		lines("bean", prefixed(plain.dump, "bean"), prefixed(guest.dump, "bean"), false);
		lines("sole", prefixed(plain.dump, "sole"), prefixed(guest.dump, "sole"), false);
		lines("meter", prefixed(plain.dump, "meter"), prefixed(guest.dump, "meter"), false);
		threads(guest);
		plain.responses.forEach((request, response) -> response(request, response, guest.responses.get(request)));
		log(plain, guest);
		guest.probeFailures.forEach((line) -> this.differences.add("probe: " + line));
		plain.milliseconds.forEach((name, value) -> milliseconds(name, value, guest.milliseconds.get(name)));
	}

	private void threads(Outcome guest) {
		List<String> own = prefixed(guest.dump, "thread softlanding");
		if (own.size() > Rules.THREADS) {
			this.differences.add("threads: " + own);
		}
	}

	private void milliseconds(String name, double plain, Double guest) {
		if (guest == null || guest > plain + Rules.MILLISECONDS) {
			this.differences.add("ms " + name + ": " + plain + " -> " + guest);
		}
	}

	private void response(String request, String plain, String guest) {
		if (Objects.equals(plain, guest)) {
			return;
		}
		this.differences.add("response to " + request);
		lines("  ", List.of(plain.split("\r?\n")), (guest == null) ? List.of() : List.of(guest.split("\r?\n")), false);
	}

	private void log(Outcome plain, Outcome guest) {
		lines("log", plain.log, guest.log.stream().filter((line) -> !Rules.OWN_LINE.matcher(line).matches()).toList(),
				this.sets);
		if (guest.ownAtStart.size() > this.linesAtStart) {
			this.differences.add("lines at start: " + guest.ownAtStart.size());
			guest.ownAtStart.forEach((line) -> this.differences.add("   + " + line));
		}
		if (!this.warns) {
			guest.ownWarnings.forEach((line) -> this.differences.add("warning of the starter: " + line));
		}
		lines("log at end", atEnd(plain, plain, guest), atEnd(guest, plain, guest), this.sets);
	}

	/** Warnings and errors after the signal; what comes again and again may come once more. */
	private List<String> atEnd(Outcome outcome, Outcome plain, Outcome guest) {
		return prefixed(outcome.logAtEnd, "~WARN", "~ERROR").stream()
			.filter((line) -> !Rules.OWN_LINE.matcher(line).matches())
			.filter((line) -> !this.sets || !plain.log.contains(line) || !guest.log.contains(line))
			.toList();
	}

	private static List<String> prefixed(List<String> lines, String... prefixes) {
		return lines.stream().filter((line) -> {
			for (String prefix : prefixes) {
				if (line.startsWith(prefix)) {
					return true;
				}
			}
			return false;
		}).toList();
	}

	/** Compares as multisets, or as sets where the number of lines depends on time. */
	private void lines(String what, List<String> plain, List<String> guest, boolean asSets) {
		Map<String, Integer> counts = new TreeMap<>();
		plain.forEach((line) -> counts.merge(line, 1, Integer::sum));
		Map<String, Integer> others = new TreeMap<>();
		guest.forEach((line) -> others.merge(line, 1, Integer::sum));
		counts.forEach((line, count) -> report(what + " -", line, count - others.getOrDefault(line, 0),
				asSets && others.containsKey(line)));
		others.forEach((line, count) -> report(what + " +", line, count - counts.getOrDefault(line, 0),
				asSets && counts.containsKey(line)));
	}

	private void report(String what, String line, int times, boolean ignored) {
		if (times > 0 && !ignored) {
			String difference = what + ((times > 1) ? " (" + times + " times)" : "") + " " + line;
			if (!this.differences.contains(difference)) {
				this.differences.add(difference);
			}
		}
	}

}
