/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.messaging;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Container that hands messages to a listener of the application. Safe for use by several
 * threads. Its methods may block, but for {@link #name()}.
 */
interface ListenedContainer {

	/** Lifecycle phase in which the web server waits for its requests. */
	int WEB_SERVER_DRAIN = Integer.MAX_VALUE - 1024;

	/**
	 * Returns the name of the listener.
	 * @return its id, or the name of its bean
	 */
	String name();

	/**
	 * Whether messages can be handed over.
	 * @return {@code false} if it was never started, or has been told to stop
	 */
	boolean running();

	/**
	 * Whether Spring stops it before the web server waits for its requests. Others, such
	 * as those that receive replies to requests, are left to Spring.
	 * @return {@code true} if a drain that ends stops it in phase INTAKE
	 */
	boolean stopsBeforeServer();

	/**
	 * Whether Spring stops beans of a lifecycle phase before the web server waits for its
	 * requests.
	 */
	static boolean stopsBeforeServer(int phase) {
		return phase > WEB_SERVER_DRAIN;
	}

	/**
	 * Whether this container can be paused, and nothing is lost by that.
	 * @return {@code false} if it receives messages during maintenance
	 */
	default boolean canPause() {
		return true;
	}

	/**
	 * Stops handing over messages. What has been received already is finished.
	 * @param remaining time until the end of the drain, as a limit for what it has
	 * received
	 * @return {@code false} if it is not running, or was paused before
	 */
	boolean pause(Duration remaining);

	/**
	 * Undoes {@link #pause}.
	 */
	void resume();

	/**
	 * Whether a pause is in effect.
	 * @return {@code true} if it is paused, and has finished what it had received
	 */
	boolean paused();

	/**
	 * Stops the container. What has been received already is finished and acknowledged.
	 * Does not wait for it.
	 * @param remaining time until the end of the drain, as a limit for what it has
	 * received
	 * @param whenStopped called once it has stopped, by any thread
	 */
	void stop(Duration remaining, Runnable whenStopped);

	/**
	 * After {@link #stop}: leaves what has been received and not yet handed over to be
	 * redelivered.
	 * @return {@code false} if this container cannot do it
	 */
	boolean stopNow();

	/**
	 * Whether messages of this container are known while they are handled.
	 * @return {@code false} if it is only known when nothing of it runs any more
	 */
	default boolean countsMessages() {
		return true;
	}

	/**
	 * How long a container is waited for that was told to stop and handles no message.
	 * @return {@code null} to wait as long as the drain has time
	 */
	default @Nullable Duration longestSilence() {
		return null;
	}

	/**
	 * Returns messages that are being handled and that the drain does not wait for: the
	 * broker delivers them again.
	 * @return the messages, each of which {@link #received} does not tell of any more
	 */
	default Collection<HandledMessage> leftForRedelivery() {
		return List.of();
	}

	/**
	 * Whether a message was received by this container.
	 * @param message a message of the same library
	 * @return {@code true} if it is one of this container
	 */
	boolean received(HandledMessage message);

}
