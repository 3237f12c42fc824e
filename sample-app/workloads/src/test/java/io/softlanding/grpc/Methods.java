/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;

/**
 * Methods without generated code: messages are text.
 */
final class Methods {

	static final String SERVICE = "test.Orders";

	/** Answers after as many milliseconds as it is asked for. */
	static final MethodDescriptor<String, String> SLEEP = method("Sleep", MethodType.UNARY);

	/** Answers after some milliseconds and a request to an address, both asked for. */
	static final MethodDescriptor<String, String> CALL = method("Call", MethodType.UNARY);

	/** Sends a number every 20 ms until it is cancelled. */
	static final MethodDescriptor<String, String> TICKS = method("Ticks", MethodType.SERVER_STREAMING);

	/** Sends 64 KiB as often as it is asked for, without looking whether it may. */
	static final MethodDescriptor<String, String> FLOOD = method("Flood", MethodType.SERVER_STREAMING);

	/** Counts messages until the client has sent all. */
	static final MethodDescriptor<String, String> UPLOAD = method("Upload", MethodType.CLIENT_STREAMING);

	/** Answers each message. */
	static final MethodDescriptor<String, String> CHAT = method("Chat", MethodType.BIDI_STREAMING);

	/** Throws what nothing expects. */
	static final MethodDescriptor<String, String> FAIL = method("Fail", MethodType.UNARY);

	private Methods() {
	}

	private static MethodDescriptor<String, String> method(String name, MethodType type) {
		return MethodDescriptor.<String, String>newBuilder()
			.setFullMethodName(SERVICE + "/" + name)
			.setType(type)
			.setRequestMarshaller(new Text())
			.setResponseMarshaller(new Text())
			.build();
	}

	private static final class Text implements MethodDescriptor.Marshaller<String> {

		@Override
		public InputStream stream(String value) {
			return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
		}

		@Override
		public String parse(InputStream stream) {
			try {
				return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
