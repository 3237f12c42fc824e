package guestprobe;

import java.lang.management.ManagementFactory;
import java.util.List;

import org.springframework.context.ConfigurableApplicationContext;

/** Threads, classes and beans. */
final class Figures {

	private Figures() {
	}

	static void append(List<ConfigurableApplicationContext> contexts, StringBuilder text) {
		int beans = contexts.stream().mapToInt((context) -> context.getBeanFactory().getSingletonCount()).sum();
		text.append("classes ").append(ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount());
		text.append("\nbeans ").append(beans).append('\n');
		text.append("threads ").append(ManagementFactory.getThreadMXBean().getThreadCount()).append('\n');
		text.append("heap ").append(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()).append('\n');
		appendThreads(text);
	}

	static void appendThreads(StringBuilder text) {
		Thread.getAllStackTraces().keySet().stream().map(Thread::getName).sorted()
			.forEach((name) -> text.append("thread ").append(name).append('\n'));
	}

}
