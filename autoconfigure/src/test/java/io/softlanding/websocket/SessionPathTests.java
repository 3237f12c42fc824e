/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.websocket;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SessionPath}.
 */
class SessionPathTests {

	@Test
	void pathStaysAsItIs() {
		assertThat(SessionPath.of("/api/v2/chat", Map.of())).isEqualTo("/api/v2/chat");
	}

	@Test
	void parametersHaveTheirNames() {
		assertThat(SessionPath.of("/rooms/blue/door", Map.of("room", "blue"))).isEqualTo("/rooms/{room}/door");
	}

	@Test
	void whatSockJsGeneratesIsLeftOut() {
		assertThat(SessionPath.of("/chat/123/a1b2c3d4/websocket", Map.of()))
			.isEqualTo("/chat/{server}/{session}/websocket");
	}

	@Test
	void identifiersAreLeftOut() {
		assertThat(SessionPath.of("/users/4711/53d0a4b8-1c11-4a0e-9b43-0f9f6c0f7f2a", Map.of()))
			.isEqualTo("/users/{id}/{id}");
	}

	@Test
	void missingPathIsUnknown() {
		assertThat(SessionPath.of(null, Map.of())).isEqualTo("unknown");
	}

}
