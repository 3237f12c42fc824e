package io.softlanding.drain;

/**
 * Has the exit report written before the end, as pending, so that it is there even if the
 * process is killed later.
 */
final class ExitReportParticipant implements RevisitedParticipant {

	private volatile Runnable pending = () -> {
	};

	/**
	 * Sets what writes it: a report tells of the plan that this belongs to.
	 * @param pending returns at once
	 */
	void writes(Runnable pending) {
		this.pending = pending;
	}

	@Override
	public String name() {
		return "exit-report";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.HANDOFF;
	}

	@Override
	public DrainResult drain(DrainContext context) {
		this.pending.run();
		return DrainResult.completed("Written as pending");
	}

	@Override
	public DrainResult conclude() {
		return DrainResult.completed("Written as pending, and finished at the end");
	}

}
