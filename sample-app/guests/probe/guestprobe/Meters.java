package guestprobe;

import java.util.TreeSet;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.ClassUtils;

/** The meters of an application, and how many requests were timed. */
final class Meters {

	private static final boolean present = ClassUtils.isPresent("io.micrometer.core.instrument.MeterRegistry", null);

	private Meters() {
	}

	static void append(ConfigurableApplicationContext context, StringBuilder text) {
		if (present) {
			Registries.append(context, text);
		}
	}

	private static final class Registries {

		static void append(ConfigurableApplicationContext context, StringBuilder text) {
			TreeSet<String> lines = new TreeSet<>();
			for (String name : context.getBeanFactory().getBeanNamesForType(MeterRegistry.class, true, false)) {
				if (context.getBeanFactory().getSingleton(name) instanceof MeterRegistry registry) {
					registry.getMeters().forEach((meter) -> lines.add(line(name, meter)));
				}
			}
			lines.forEach((line) -> text.append(line).append('\n'));
		}

		private static String line(String registry, Meter meter) {
			String line = "meter " + registry + " " + meter.getId().getType() + " " + meter.getId().getName() + " "
					+ meter.getId().getTags().stream().map((tag) -> tag.getKey() + "=" + tag.getValue()).toList();
			if (meter instanceof Timer timer && meter.getId().getName().equals("http.server.requests")) {
				return line + " count " + timer.count();
			}
			return line;
		}

	}

}
