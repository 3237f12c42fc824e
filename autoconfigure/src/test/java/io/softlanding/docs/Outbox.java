package io.softlanding.docs;

import java.time.Duration;

/**
 * What the example in the documentation drains.
 */
interface Outbox {

	int flush(Duration patience) throws InterruptedException;

}
