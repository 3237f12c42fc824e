/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;

/**
 * Access to a throwable and its causes. Any method of a throwable may be overridden, and
 * throw or return endless causes.
 */
final class ErrorChain {

	static final int DEEPEST = 16;

	private static final StackTraceElement[] NO_STACK = {};

	private static final String SERVLET_EXCEPTION = "jakarta.servlet.ServletException";

	private ErrorChain() {
	}

	/** Returns the throwable and its causes, each once, and 16 at most. */
	static List<Throwable> of(Throwable error) {
		List<Throwable> chain = new ArrayList<>(4);
		Throwable next = error;
		while (next != null && chain.size() < DEEPEST && !containsSame(chain, next)) {
			chain.add(next);
			next = causeOf(next);
		}
		return chain;
	}

	private static boolean containsSame(List<Throwable> chain, Throwable error) {
		for (Throwable other : chain) {
			if (other == error) {
				return true;
			}
		}
		return false;
	}

	static @Nullable Throwable causeOf(Throwable error) {
		try {
			return error.getCause();
		}
		catch (Throwable ex) {
			return null;
		}
	}

	static StackTraceElement[] stackOf(Throwable error) {
		try {
			StackTraceElement[] stack = error.getStackTrace();
			return (stack != null) ? stack : NO_STACK;
		}
		catch (Throwable ex) {
			return NO_STACK;
		}
	}

	static @Nullable String messageOf(Throwable error) {
		try {
			return error.getMessage();
		}
		catch (Throwable ex) {
			return null;
		}
	}

	/** Removes what servers, proxies and futures wrap around an error. */
	static Throwable unwrap(Throwable error) {
		Throwable inner = error;
		for (int depth = 0; depth < DEEPEST && isWrapper(inner); depth++) {
			Throwable cause = causeOf(inner);
			if (cause == null) {
				return inner;
			}
			inner = cause;
		}
		return inner;
	}

	private static boolean isWrapper(Throwable error) {
		return error instanceof ExecutionException || error instanceof CompletionException
				|| error instanceof InvocationTargetException || error instanceof UndeclaredThrowableException
				|| error.getClass().getName().equals(SERVLET_EXCEPTION);
	}

	/** Whether the virtual machine has thrown the error or one of its causes. */
	static boolean isOfVirtualMachine(Throwable error) {
		for (Throwable member : of(error)) {
			if (member instanceof VirtualMachineError) {
				return true;
			}
		}
		return false;
	}

}
