/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.function.Supplier;

import org.apache.catalina.connector.Request;
import org.apache.coyote.ActionCode;
import org.apache.coyote.ActionHook;
import org.apache.coyote.Response;
import org.jspecify.annotations.Nullable;

/**
 * Has responses of HTTP/1.x carry {@code Connection: close} if the instance drains by the
 * time they are begun, which includes responses to requests that were in flight before.
 * Tomcat asks the processor of a connection to write the head of a response; this hook is
 * between the two, once for each processor, so that applications see Tomcat's own
 * objects.
 */
final class ConnectionCloseHook implements ActionHook {

	/** Keeps bodies in chunks: no field is ever sent. */
	private static final Supplier<@Nullable Map<String, String>> NO_TRAILERS = () -> null;

	/** {@code null} where Tomcat does not let it be read. */
	private static final @Nullable VarHandle HOOK = find();

	private final ActionHook processor;

	private final org.apache.coyote.Request request;

	private final Response response;

	private final InFlightRequests requests;

	private ConnectionCloseHook(ActionHook processor, org.apache.coyote.Request request, Response response,
			InFlightRequests requests) {
		this.processor = processor;
		this.request = request;
		this.response = response;
		this.requests = requests;
	}

	private static @Nullable VarHandle find() {
		try {
			return MethodHandles.privateLookupIn(Response.class, MethodHandles.lookup())
				.findVarHandle(Response.class, "hook", ActionHook.class);
		}
		catch (ReflectiveOperationException ex) {
			return null;
		}
	}

	/**
	 * Installs the hook for the connection of a request, if it has none yet.
	 */
	static void install(Request request, org.apache.catalina.connector.Response response, InFlightRequests requests) {
		Response coyote = response.getCoyoteResponse();
		if (HOOK == null) {
			if (requests.draining()) {
				response.setHeader("Connection", "close");
			}
			return;
		}
		ActionHook hook = (ActionHook) HOOK.get(coyote);
		if (!(hook instanceof ConnectionCloseHook) && request.getProtocol().startsWith("HTTP/1")) {
			HOOK.set(coyote, new ConnectionCloseHook(hook, request.getCoyoteRequest(), coyote, requests));
		}
	}

	@Override
	public void action(ActionCode actionCode, @Nullable Object param) {
		if (actionCode == ActionCode.COMMIT && this.requests.draining()) {
			close();
		}
		this.processor.action(actionCode, param);
	}

	/**
	 * Adds the header, but not to an upgrade, whose Connection header says another thing.
	 * A body of unknown length is sent in chunks all the same: Tomcat lets the end of a
	 * closing connection stand for its end, and one that is cut at the deadline would
	 * look complete. It does not where trailer fields are possible.
	 */
	private void close() {
		int status = this.response.getStatus();
		if (status < 200) {
			return;
		}
		this.response.getMimeHeaders().setValue("Connection").setString("close");
		boolean body = status != 204 && status != 205 && status != 304 && !this.request.method().equals("HEAD");
		if (body && this.response.getContentLengthLong() < 0 && this.response.getTrailerFields() == null
				&& this.request.protocol().equals("HTTP/1.1")) {
			this.response.setTrailerFields(NO_TRAILERS);
		}
	}

}
