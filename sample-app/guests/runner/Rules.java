import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that may differ between an application with the starter and the same one without it. README.md says the same in
 * words; nothing else in this program is lenient.
 */
final class Rules {

	/** Lines of the starter's loggers until a context is ready. */
	static final int LINES_AT_START = 2;

	/** Threads named after the starter. */
	static final int THREADS = 2;

	/** Milliseconds that a value printed as {@code guest-ms name value} may be larger. */
	static final double MILLISECONDS = 10;

	/** How log lines of the starter start, see the pattern in {@link Run}. */
	static final Pattern OWN_LINE = Pattern.compile("^~(INFO|DEBUG|TRACE|WARN|ERROR) io\\.softlanding\\..*");

	/** Lines of a stack trace, which belong to the line before. */
	static final Pattern CONTINUATION = Pattern
		.compile("^(\\s+.*|Caused by: .*|Suppressed: .*|[\\w.$]+(Exception|Error)\\b.*)");

	/** Entries that the starter adds to the discovery page of the actuator. */
	private static final Pattern OWN_LINKS = Pattern.compile(
			",?\"(shutdownstatus|drain|panics|readonly|reloads?)(-[^\"]*)?\":\\{\"href\":\"[^\"]*\",\"templated\":(true|false)\\}");

	/**
	 * Types that Spring and Spring Boot collect, and nothing else does: a second bean of one of them changes no injection
	 * that makes sense. Filters, interceptors, functions and the like are not among them: applications inject their only
	 * one.
	 */
	private static final Pattern COLLECTED = Pattern.compile(
			".*\\.(\\w*PostProcessor|EventListener"
					+ "|\\w*ApplicationListener|WebMvcConfigurer|\\w*Customizer|Lifecycle|SmartLifecycle|\\w*Aware|Aware"
					+ "|DisposableBean|InitializingBean|SmartInitializingSingleton|MeterBinder|Ordered|PriorityOrdered"
					+ "|Phased|PathMapper)");

	/** Meters that depend on when the garbage collector ran, and the starter's own. */
	private static final Pattern METERS = Pattern.compile("meter \\S+ \\S+ (jvm\\.gc\\.|softlanding\\.).*");

	private static final Pattern HEAD = Pattern.compile("(~[A-Z]+ \\S+ \\[)([^\\]]*)\\]");

	private Rules() {
	}

	/** Returns a line of the log without what differs from run to run; {@code null} if it is left out. */
	static String log(String line, String directory) {
		if (line.matches("\\s*at [\\w.$/@<>\\-]+\\(.*") || line.matches("\\s*\\.\\.\\. \\d+ .*(more|omitted).*")
				|| line.matches("\\s*\\*__checkpoint . io\\.softlanding\\..*") || line.startsWith("guest-ms ")) {
			return null;
		}
		String text = common(inDirectory(line, directory)).stripTrailing();
		Matcher own = HEAD.matcher(text);
		return own.lookingAt() ? own.group(1) + thread(own.group(2)) + text.substring(own.end(2)) : text;
	}

	/** Returns a line about a bean, a meter or a thread without what differs from run to run. */
	static String bean(String line, String directory) {
		return common(inDirectory(line, directory)).replaceAll("@[0-9a-f]+", "@#");
	}

	/** The two runs have directories of their own. */
	static String inDirectory(String text, String directory) {
		return text.replaceAll(Pattern.quote(directory) + "/(plain|guest)", "<run>").replace(directory, "<dir>");
	}

	/** Returns whether the line about the only bean of a type is compared. */
	static boolean sole(String line) {
		return !COLLECTED.matcher(line.split(" ")[2]).matches();
	}

	static boolean meter(String line) {
		return !METERS.matcher(line).matches();
	}

	/** Returns a response without its date, session ids and time stamps. */
	static String response(String response) {
		String text = sortLinks(OWN_LINKS.matcher(response).replaceAll(""));
		String normal = common(text.replaceAll("\r\nDate: [^\r]*", "").replaceAll("\r\ndate: [^\r]*", ""))
			.replaceAll("(JSESSIONID|SESSION|XSRF-TOKEN)=[^;\r]+", "$1=#")
			.replaceAll("(name=\"_csrf\" type=\"hidden\" value=\")[^\"]*", "$1#")
			.replaceAll("\"(free|total|pid|duration)\":\\d+", "\"$1\":0")
			.replaceAll("(Expires|Last-Modified|ETag): [^\r]*", "$1: #");
		return normal.equals(response) ? normal : normal.replaceAll("Content-Length: \\d+", "Content-Length: #");
	}

	/** The order of a discovery page depends on hash codes. */
	private static String sortLinks(String response) {
		Matcher links = Pattern.compile("(?<=\\{\"_links\":\\{).*(?=\\}\\})").matcher(response);
		if (!links.find()) {
			return response;
		}
		String sorted = Stream.of(links.group().split("(?<=\\}),"))
			.sorted()
			.collect(Collectors.joining(","));
		return response.substring(0, links.start()) + sorted + response.substring(links.end());
	}

	private static String common(String text) {
		return text.replaceAll("\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(:[0-9.,]+)?(Z|[+-]\\d\\d:?\\d\\d)?", "<time>")
			.replaceAll("[A-Z][a-z]{2} [A-Z][a-z]{2} \\d\\d \\d\\d:\\d\\d:\\d\\d [A-Z]+ \\d{4}", "<time>")
			.replaceAll("\\b\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\b", "<time>")
			.replaceAll("(?i)\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b", "<uuid>")
			.replaceAll("\\b[0-9a-f]{8}-\\d+\\b", "<request>")
			.replaceAll("MockitoMock\\$\\w+", "MockitoMock\\$#")
			.replaceAll("\\b\\d{4,5} \\(http", "# (http")
			.replaceAll("\\b\\d+([.,]\\d+)? ?(ms|s|seconds?|milliseconds?|nanos)\\b", "# $2")
			.replaceAll("(?i)\\b(process running for|pid|deploymentId:|port\\(?s?\\)?:?|port =) ?\\d+([.,]\\d+)?", "$1 #")
			.replaceAll("[A-Z][a-z]{2} \\d+, \\d{4} \\d+:\\d\\d:\\d\\d [AP]M", "<time>")
			.replaceAll("Exposing \\d+ endpoints? beneath", "Exposing # endpoints beneath")
			.replaceAll("\\[[\\d,]+\\] (milliseconds|ms)", "[#] $1")
			.replaceAll("(http-nio-127\\.0\\.0\\.1-)\\d+", "$1#")
			.replaceAll("(localhost|127\\.0\\.0\\.1|:)(:)?\\d{5}\\b", "$1$2#")
			.replaceAll("\\$\\$Lambda[^ ,;\\])]*", "\\$\\$Lambda")
			.replaceAll("\\$Proxy\\d+", "\\$Proxy#")
			.replaceAll("@[0-9a-f]{4,8}\\b", "@#")
			.replaceAll("0x[0-9a-f]+", "0x#")
			.replaceAll("\\b\\d{10,}\\b", "#");
	}

	/** Returns the name of a thread without its numbers. */
	static String thread(String name) {
		return name.replaceAll("\\d+", "#");
	}

}
