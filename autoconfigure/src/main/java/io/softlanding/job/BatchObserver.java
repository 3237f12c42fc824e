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
import org.springframework.dao.OptimisticLockingFailureException;

/**
 * Sees what executions write to the job repository, which each job in this process does
 * when it begins, after each chunk and when it ends. The repository is a proxy of Spring,
 * to which advice is added; it stays the same object.
 */
final class BatchObserver implements BeanPostProcessor, MethodInterceptor {

	private static final String WRITES = "update";

	private static final String ADDS = "add";

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
		String name = invocation.getMethod().getName();
		if (invocation.getArguments().length == 1 && invocation.getArguments()[0] != null
				&& (name.startsWith(WRITES) || name.equals(ADDS))) {
			Object execution = invocation.getArguments()[0];
			String type = invocation.getMethod().getParameterTypes()[0].getSimpleName();
			if (type.equals("StepExecution")) {
				writeStep(execution, name);
			}
			else if (type.equals("JobExecution") && name.equals(WRITES)) {
				return writeJob(invocation, execution);
			}
		}
		return invocation.proceed();
	}

	private void writeStep(Object step, String method) {
		boolean[] closed = new boolean[1];
		safely(step, (execution) -> {
			Object job = BatchModel.get(execution, "getJobExecution");
			if (job != null) {
				// A new step has no version that the closing process could have changed.
				closed[0] = this.jobs.isClosed(job, method.equals(ADDS));
				if (method.equals(WRITES)) {
					this.jobs.writingStep(job, execution);
				}
			}
		});
		if (closed[0]) {
			// In the transaction of a chunk, which is rolled back.
			throw new OptimisticLockingFailureException("The job execution was closed by another process");
		}
	}

	private @Nullable Object writeJob(MethodInvocation invocation, Object execution) throws Throwable {
		boolean[] ends = new boolean[1];
		boolean[] closed = new boolean[1];
		safely(execution, (job) -> {
			ends[0] = BatchModel.get(job, "getEndTime") != null;
			closed[0] = this.jobs.isClosed(job, ends[0]);
			if (ends[0]) {
				this.jobs.ending(job);
			}
			else if (BatchModel.get(job, "getStatus") == BatchStatus.STARTED && runsHere(job)) {
				this.jobs.begins(job);
			}
		});
		boolean saved = false;
		try {
			Object result = closed[0] ? null : invocation.proceed();
			saved = !closed[0];
			return result;
		}
		finally {
			boolean written = saved;
			safely(execution, ends[0] ? (job) -> this.jobs.ended(job, written) : this.jobs::written);
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
