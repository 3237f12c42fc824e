package io.softlanding.web;

/**
 * What the server has taken from its connections and not yet brought to the filter.
 */
interface ServerQueue {

	/**
	 * A server that does not tell, and may be busy with the end of an answer or an error
	 * page at any time.
	 */
	ServerQueue UNKNOWN = new ServerQueue() {

		@Override
		public long waiting() {
			return 0;
		}

		@Override
		public boolean busy() {
			return true;
		}

	};

	/**
	 * Returns how many connections wait for a thread.
	 * @return their number
	 */
	long waiting();

	/**
	 * Whether any thread works on a connection.
	 * @return {@code true} if one does, for whatever request
	 */
	boolean busy();

}
