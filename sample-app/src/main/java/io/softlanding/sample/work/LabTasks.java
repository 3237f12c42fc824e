/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.work;

import java.util.UUID;

import io.softlanding.work.InFlightWork;

import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Service;

/**
 * Short tasks, each of which leaves a row.
 */
@Service
@Profile("lab")
class LabTasks {

	private final JdbcClient jdbc;

	private final InFlightWork inFlightWork;

	LabTasks(JdbcClient jdbc, InFlightWork inFlightWork) {
		this.jdbc = jdbc;
		this.inFlightWork = inFlightWork;
	}

	@Async
	void run(UUID batch, int number, int millis) throws InterruptedException {
		Thread.sleep(millis);
		insert(batch, number);
	}

	/** On a thread that nobody knows: it has to say so itself. */
	void onOwnThread(UUID batch, int number, int millis) {
		new Thread(() -> {
			try (InFlightWork.Running running = this.inFlightWork.begin("lab-job")) {
				Thread.sleep(millis);
				insert(batch, number);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}, "lab-job").start();
	}

	private void insert(UUID batch, int number) {
		this.jdbc.sql("insert into lab_task (batch, number) values (?, ?)").params(batch, number).update();
	}

}
