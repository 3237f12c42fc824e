package io.softlanding.web;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a thread is, in a few lines: what it does, and which code of the application made
 * it do that. The frames of servers and frameworks between the two say nothing.
 */
final class StragglerStack {

	private static final int TOP = 4;

	private static final int APPLICATION = 4;

	private static final String[] FRAMEWORKS = { "java.", "javax.", "jdk.", "sun.", "jakarta.", "com.sun.",
			"org.apache.catalina.", "org.apache.coyote.", "org.apache.tomcat.", "org.eclipse.jetty.",
			"org.springframework.", "com.fasterxml.", "tools.jackson.", "io.softlanding.web.", "io.softlanding.drain.",
			"io.micrometer." };

	private StragglerStack() {
	}

	/**
	 * Sums a stack up.
	 * @param stack all of its frames, the top one first
	 * @return at most eight frames in their order
	 */
	static List<String> of(StackTraceElement[] stack) {
		Stream<StackTraceElement> top = Arrays.stream(stack).limit(TOP);
		List<StackTraceElement> application = Arrays.stream(stack)
			.skip(TOP)
			.filter(StragglerStack::isApplication)
			.limit(APPLICATION)
			.toList();
		Stream<StackTraceElement> shown = application.isEmpty() ? Arrays.stream(stack).limit(TOP + APPLICATION)
				: Stream.concat(top, application.stream());
		return shown.map(String::valueOf).toList();
	}

	private static boolean isApplication(StackTraceElement frame) {
		return Arrays.stream(FRAMEWORKS).noneMatch(frame.getClassName()::startsWith);
	}

}
