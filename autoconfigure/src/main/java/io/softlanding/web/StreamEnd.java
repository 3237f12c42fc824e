package io.softlanding.web;

/**
 * What becomes of an event stream that has not ended by itself when half of the time for
 * requests in flight is over.
 *
 * @since 0.1
 */
public enum StreamEnd {

	/** It is ended as if the application had done it; its client sees a whole answer. */
	COMPLETE,

	/** It is waited for as any other request is. */
	AWAIT,

	/** It is not waited for any longer; its connection breaks when the server stops. */
	CUT

}
