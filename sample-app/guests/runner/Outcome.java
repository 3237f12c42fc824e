import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was seen of one run of a guest. */
final class Outcome {

	boolean started;

	double startSeconds;

	double exitSeconds;

	/** Exit code; -1 if the process had to be killed. */
	int exitCode = -1;

	/** Bean lines when it had started, before anything ran. */
	List<String> beansAtStart = List.of();

	/** Answer of the probe after the requests: beans, sole types, meters, threads. */
	List<String> dump = List.of();

	final Map<String, String> responses = new LinkedHashMap<>();

	/** Log until the probe was asked or, if there was no need to end it, all of it. */
	final List<String> log = new ArrayList<>();

	/** Log after the signal. */
	final List<String> logAtEnd = new ArrayList<>();

	/** Lines of the starter until it was ready. */
	final List<String> ownAtStart = new ArrayList<>();

	/** Warnings and errors of the starter until the probe was asked. */
	final List<String> ownWarnings = new ArrayList<>();

	final List<String> probeFailures = new ArrayList<>();

	final Map<String, Double> milliseconds = new LinkedHashMap<>();

	String tail = "";

}
