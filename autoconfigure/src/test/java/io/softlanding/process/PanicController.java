/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.process;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Exhausts what a virtual machine has.
 */
@RestController
class PanicController {

	/** Never released. */
	private static final List<byte[][]> LEAK = new CopyOnWriteArrayList<>();

	private static final List<ByteBuffer> BUFFERS = new CopyOnWriteArrayList<>();

	private static final List<Class<?>> CLASSES = new ArrayList<>();

	/** Not known to the compiler. */
	private static volatile @Nullable String nothing;

	/** Fills the heap, block by block, and keeps it filled. */
	@GetMapping("/leak")
	String leak() {
		byte[][] blocks = new byte[10_000][];
		LEAK.add(blocks);
		for (int i = 0; i < blocks.length; i++) {
			blocks[i] = new byte[128 * 1024];
		}
		return "never";
	}

	/** Asks for more than there is, once. */
	@GetMapping("/ask")
	String ask(@RequestParam int megabytes) {
		return "got " + new byte[megabytes * 1024 * 1024].length;
	}

	/** Fills direct memory, buffer by buffer, and keeps it filled. */
	@GetMapping("/direct")
	String direct() {
		for (;;) {
			BUFFERS.add(ByteBuffer.allocateDirect(64 * 1024));
		}
	}

	/** Asks for more direct memory than there is, once. */
	@GetMapping("/ask-direct")
	String askDirect(@RequestParam int megabytes) {
		return "got " + ByteBuffer.allocateDirect(megabytes * 1024 * 1024).capacity();
	}

	@GetMapping("/broken")
	String broken() {
		throw new InternalError("on purpose");
	}

	/** Fills Metaspace with classes that are never unloaded. */
	@GetMapping("/classes")
	String classes() throws IOException, IllegalAccessException {
		byte[] code;
		try (InputStream stream = Objects
			.requireNonNull(PanicController.class.getResourceAsStream("PanicController.class"))) {
			code = stream.readAllBytes();
		}
		for (;;) {
			CLASSES.add(MethodHandles.lookup().defineHiddenClass(code, false).lookupClass());
		}
	}

	/** Fails so often that the compiler leaves the stack out, and then once more. */
	@GetMapping("/hot")
	int hot() {
		int failed = 0;
		while (failed < 100_000_000) {
			try {
				failed += length(nothing);
			}
			catch (NullPointerException ex) {
				failed++;
				if (ex.getStackTrace().length == 0) {
					throw ex;
				}
			}
		}
		return failed;
	}

	@SuppressWarnings("NullAway")
	private static int length(@Nullable String text) {
		return text.length();
	}

}
