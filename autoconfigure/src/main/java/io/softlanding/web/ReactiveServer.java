package io.softlanding.web;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;

/**
 * What only a reactive server itself knows of a request and its answer.
 */
interface ReactiveServer {

	/** A server that does not tell. */
	ReactiveServer UNKNOWN = new ReactiveServer() {

		@Override
		public void arrived(ServerHttpRequest request) {
			// Nothing is known of its connection.
		}

		@Override
		public boolean closesConnections(ServerHttpRequest request) {
			return false;
		}

		@Override
		public boolean whenOver(ServerHttpResponse response, Runnable ended) {
			return false;
		}

		@Override
		public boolean isUpgraded(ServerHttpResponse response) {
			return false;
		}

	};

	/**
	 * Has a client that no header can tell to go elsewhere told so by other means, if it
	 * is time for that.
	 * @param request a request that has just arrived
	 */
	void arrived(ServerHttpRequest request);

	/**
	 * Whether the answer to a request may close its connection.
	 * @param request the request
	 * @return {@code true} for HTTP/1.x, as far as is known
	 */
	boolean closesConnections(ServerHttpRequest request);

	/**
	 * Has something run when the last byte of an answer was sent, or when its connection
	 * is gone.
	 * @param response the answer
	 * @param ended what to run; on a thread of the server, once
	 * @return {@code false} if this server does not know, and will not run it
	 */
	boolean whenOver(ServerHttpResponse response, Runnable ended);

	/**
	 * Whether the connection of an answer is a WebSocket by now, whoever has upgraded it.
	 * @param response the answer
	 * @return {@code true} if it is, as far as is known
	 */
	boolean isUpgraded(ServerHttpResponse response);

}
