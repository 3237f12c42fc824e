package io.softlanding.drain;

/**
 * A daemon thread of the drain itself. A context that is closed from one of them must not
 * wait for the drain.
 */
final class DrainThread extends Thread {

	DrainThread(String name, Runnable task) {
		super(null, task, "softlanding-" + name, 0, false);
		setDaemon(true);
		setContextClassLoader(DrainThread.class.getClassLoader());
	}

	/**
	 * Starts a thread, or runs the task here when the process has no thread left to give.
	 * @param name what the thread does
	 * @param task what to run
	 */
	static void startOrRun(String name, Runnable task) {
		try {
			new DrainThread(name, task).start();
		}
		catch (OutOfMemoryError error) {
			task.run();
		}
	}

}
