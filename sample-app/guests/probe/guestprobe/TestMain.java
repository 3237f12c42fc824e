package guestprobe;

import java.util.Arrays;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs an application's own tests, one line each. */
public final class TestMain {

	private TestMain() {
	}

	public static void main(String[] classes) {
		int[] failed = new int[1];
		LauncherFactory.create()
			.execute(LauncherDiscoveryRequestBuilder.request()
				.selectors(Arrays.stream(classes).map(DiscoverySelectors::selectClass).toList())
				.build(), new TestExecutionListener() {

					@Override
					public void executionFinished(TestIdentifier test, TestExecutionResult result) {
						boolean successful = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
						if (test.isTest() || !successful) {
							System.out.println("test " + test.getDisplayName() + " " + result.getStatus());
						}
						if (!successful) {
							failed[0]++;
							result.getThrowable().ifPresent((ex) -> ex.printStackTrace(System.out));
						}
					}

				});
		System.exit((failed[0] == 0) ? 0 : 1);
	}

}
