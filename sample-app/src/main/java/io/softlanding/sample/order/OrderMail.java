/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.order;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Sends a mail for every paid order, on the application's executor; here into the log.
 */
@Component
class OrderMail {

	private static final Logger logger = LoggerFactory.getLogger(OrderMail.class);

	private static final long SEND_MILLIS = 200;

	@Async
	@TransactionalEventListener(condition = "#event.order.status.name() == 'PAID'")
	public void send(OrderChanged event) throws InterruptedException {
		Thread.sleep(SEND_MILLIS);
		logger.info("Mail sent: order {} is paid", event.order().id());
	}

}
