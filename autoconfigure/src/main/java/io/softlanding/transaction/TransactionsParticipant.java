package io.softlanding.transaction;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

import io.softlanding.drain.DrainContext;
import io.softlanding.drain.DrainParticipant;
import io.softlanding.drain.DrainPhase;
import io.softlanding.drain.DrainResult;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Leaves no transaction open: refuses new ones, and ends those that are.
 */
final class TransactionsParticipant implements DrainParticipant, ApplicationListener<ContextClosedEvent> {

	private final OpenTransactions transactions;

	private final TransactionStatus status;

	private final ApplicationContext context;

	private final Patience patience;

	/** Closes the context, and calls what has to be called at its end. */
	private volatile @Nullable Thread closing;

	TransactionsParticipant(OpenTransactions transactions, TransactionStatus status, ApplicationContext context,
			Patience patience) {
		this.transactions = transactions;
		this.status = status;
		this.context = context;
		this.patience = patience;
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		// Parents hear of their children's end too.
		if (event.getApplicationContext() == this.context) {
			this.closing = Thread.currentThread();
		}
	}

	@Override
	public String name() {
		return "transactions";
	}

	@Override
	public DrainPhase phase() {
		return DrainPhase.TRANSACTIONS;
	}

	@Override
	public DrainResult drain(DrainContext context) throws InterruptedException {
		Predicate<Thread> permitted = (thread) -> context.runsOn(thread) || context.initiatedBy(thread)
				|| this.closing == thread;
		this.transactions.refuse(permitted);
		ExecutorService executor = Executors.newCachedThreadPool((task) -> {
			Thread thread = new Thread(task, "softlanding-transactions-end");
			thread.setDaemon(true);
			return thread;
		});
		try {
			return new TransactionDrain(this.transactions, this.status, this.patience, context, permitted, executor)
				.run();
		}
		finally {
			// What hangs in a driver goes on hanging, on a daemon thread.
			executor.shutdown();
		}
	}

}
