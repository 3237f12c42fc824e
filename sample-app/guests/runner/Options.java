import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Options of the command line.
 *
 * @param values what follows two dashes
 * @param names names of guests; all if empty
 */
record Options(Map<String, String> values, Set<String> names) {

	static Options parse(String[] args) {
		Map<String, String> values = new LinkedHashMap<>();
		Set<String> names = new TreeSet<>();
		for (String arg : args) {
			if (arg.startsWith("--")) {
				values.put(arg.substring(2).split("=")[0], arg.contains("=") ? arg.split("=", 2)[1] : "true");
			}
			else {
				names.add(arg);
			}
		}
		return new Options(values, names);
	}

	boolean has(String name) {
		return this.values.containsKey(name);
	}

	String value(String name, String otherwise) {
		return this.values.getOrDefault(name, otherwise);
	}

	int number(String name, int otherwise) {
		return Integer.parseInt(value(name, Integer.toString(otherwise)));
	}

	boolean boot(Boot boot) {
		return !has("boot") || value("boot", "").equals(boot.line());
	}

	boolean guest(Guest guest) {
		return this.names.isEmpty() || this.names.contains(guest.name());
	}

}
