/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.work;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.springframework.http.MediaType;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers of a wanted size, for clients that read slowly.
 */
@RestController
class DownloadController {

	private static final byte[] CHUNK = chunk();

	private static byte[] chunk() {
		byte[] chunk = new byte[(int) DataSize.ofKilobytes(64).toBytes()];
		Arrays.fill(chunk, (byte) '.');
		return chunk;
	}

	@GetMapping("/work/download")
	void download(@RequestParam(defaultValue = "10") @Min(1) @Max(1024) int megabytes, HttpServletResponse response)
			throws IOException {
		long length = DataSize.ofMegabytes(megabytes).toBytes();
		response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
		response.setContentLengthLong(length);
		OutputStream body = response.getOutputStream();
		for (long written = 0; written < length; written += CHUNK.length) {
			body.write(CHUNK);
		}
	}

}
