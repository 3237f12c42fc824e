/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import java.util.function.Consumer;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.Advised;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.scope.context.JobSynchronizationManager;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Sees what executions write to the job repository, which each job in this process does
 * when it begins, after each chunk and when it ends. The repository is a proxy of Spring,
 * to which advice is added; it stays the same object.
 */
final class BatchObserver implements BeanPostProcessor, MethodInterceptor {

	private static final String WRITES = "update";

	private final BatchJobs jobs;

	BatchObserver(BatchJobs jobs) {
		this.jobs = jobs;
	}

	BatchJobs jobs() {
		return this.jobs;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof JobRepository) {
			if (!(bean instanceof Advised proxy) || proxy.isFrozen()) {
				this.jobs.notObserved();
			}
			else if (proxy.indexOf(this) < 0) {
				// Outside of the transaction: an end counts when it is committed.
				proxy.addAdvice(0, this);
			}
		}
		return bean;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		if (invocation.getArguments().length == 1 && invocation.getMethod().getName().equals(WRITES)
				&& invocation.getArguments()[0] != null) {
			Object execution = invocation.getArguments()[0];
			String type = invocation.getMethod().getParameterTypes()[0].getSimpleName();
			if (type.equals("StepExecution")) {
				safely(execution, (step) -> {
					Object job = BatchModel.get(step, "getJobExecution");
					if (job != null) {
						this.jobs.writingStep(job, step);
					}
				});
			}
			else if (type.equals("JobExecution")) {
				return writeJob(invocation, execution);
			}
		}
		return invocation.proceed();
	}

	private @Nullable Object writeJob(MethodInvocation invocation, Object execution) throws Throwable {
		boolean[] ends = new boolean[1];
		safely(execution, (job) -> {
			if (BatchModel.get(job, "getEndTime") != null) {
				ends[0] = true;
				this.jobs.ending(job);
			}
			else if (BatchModel.get(job, "getStatus") == BatchStatus.STARTED && runsHere(job)) {
				this.jobs.begins(job);
			}
		});
		boolean saved = false;
		try {
			Object result = invocation.proceed();
			saved = true;
			return result;
		}
		finally {
			if (ends[0]) {
				boolean written = saved;
				safely(execution, (job) -> this.jobs.ended(job, written));
			}
		}
	}

	/** A copy that an operator has read from the database runs elsewhere, or nowhere. */
	private static boolean runsHere(Object execution) {
		Object context = JobSynchronizationManager.getContext();
		return context != null && BatchModel.get(context, "getJobExecution") == execution;
	}

	/** A job must not fail because it is watched. */
	private static void safely(Object execution, Consumer<Object> action) {
		try {
			action.accept(execution);
		}
		catch (RuntimeException | LinkageError ex) {
			// It is not known, then.
		}
	}

}
