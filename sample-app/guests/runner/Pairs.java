import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Values measured in turn, and the median of their ratios with a bootstrap interval. */
final class Pairs {

	private static final int RESAMPLES = 10_000;

	private final List<double[]> pairs = new ArrayList<>();

	void add(double... pair) {
		this.pairs.add(pair.clone());
	}

	void print(String service, String what, int digits) {
		List<Double> ratios = this.pairs.stream().map((pair) -> pair[1] / pair[0]).toList();
		List<Double> medians = new ArrayList<>();
		Random random = new Random(42);
		for (int i = 0; i < RESAMPLES; i++) {
			List<Double> sample = new ArrayList<>();
			for (int j = 0; j < ratios.size(); j++) {
				sample.add(ratios.get(random.nextInt(ratios.size())));
			}
			medians.add(median(sample));
		}
		Collections.sort(medians);
		System.out.println("| " + service + " | " + what + " | " + Cost.format(median(column(0)), digits) + " | "
				+ Cost.format(median(column(1)), digits) + " | "
				+ Cost.format(median(this.pairs.stream().map((pair) -> pair[1] - pair[0]).toList()), digits) + " | "
				+ Cost.format(median(ratios), 3) + " (" + Cost.format(medians.get(RESAMPLES / 40), 3) + " to "
				+ Cost.format(medians.get(RESAMPLES - RESAMPLES / 40 - 1), 3) + ") | " + this.pairs.size() + " |");
	}

	private List<Double> column(int which) {
		return this.pairs.stream().map((pair) -> pair[which]).toList();
	}

	static double median(List<Double> values) {
		List<Double> sorted = new ArrayList<>(values);
		Collections.sort(sorted);
		int half = sorted.size() / 2;
		return (sorted.size() % 2 == 1) ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
	}

}
