/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.io.IOException;

import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * A whole response.
 *
 * @param status its status
 * @param contentType its type, or {@code null}
 * @param body its body; not to be changed
 */
record GoodResponse(int status, @Nullable String contentType, byte[] body) {

	void write(HttpServletResponse response) throws IOException {
		response.setStatus(this.status);
		if (this.contentType != null) {
			response.setContentType(this.contentType);
		}
		response.setContentLength(this.body.length);
		try {
			response.getOutputStream().write(this.body);
		}
		catch (IllegalStateException ex) {
			// The writer was there first, and is no longer written to.
			response.getWriter().write(new String(this.body, response.getCharacterEncoding()));
		}
		response.flushBuffer();
	}

}
