/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.rsocket;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.rsocket.Payload;
import io.rsocket.metadata.CompositeMetadata;
import io.rsocket.metadata.RoutingMetadata;
import io.rsocket.metadata.WellKnownMimeType;

/**
 * Finds the route of a request in its metadata.
 */
final class Routes {

	/** Also for what a client has sent that is no name. */
	static final String UNKNOWN = "unknown route";

	private static final int LONGEST = 200;

	private Routes() {
	}

	/** Leaves the payload as it is. */
	static String of(Payload payload, String mimeType) {
		try {
			return payload.hasMetadata() ? of(payload.sliceMetadata(), mimeType) : UNKNOWN;
		}
		catch (RuntimeException ex) {
			// The application decides what becomes of it.
			return UNKNOWN;
		}
	}

	private static String of(ByteBuf metadata, String mimeType) {
		if (mimeType.equals(WellKnownMimeType.MESSAGE_RSOCKET_COMPOSITE_METADATA.getString())) {
			for (CompositeMetadata.Entry entry : new CompositeMetadata(metadata, false)) {
				if (WellKnownMimeType.MESSAGE_RSOCKET_ROUTING.getString().equals(entry.getMimeType())) {
					return tag(entry.getContent());
				}
			}
			return UNKNOWN;
		}
		return mimeType.equals(WellKnownMimeType.MESSAGE_RSOCKET_ROUTING.getString()) ? tag(metadata)
				: mimeType.startsWith("text/") ? name(metadata.toString(StandardCharsets.UTF_8)) : UNKNOWN;
	}

	private static String tag(ByteBuf routing) {
		return name(new RoutingMetadata(routing).iterator().next());
	}

	private static String name(String text) {
		return (!text.isEmpty() && text.length() <= LONGEST
				&& text.chars().allMatch((c) -> c < 128 && (Character.isLetterOrDigit(c) || "._-/:".indexOf(c) >= 0)))
						? text : UNKNOWN;
	}

}
