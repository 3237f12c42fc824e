/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Fingerprint}.
 */
class FingerprintTests {

	@Test
	void neitherMessageNorLineMakesADifference() {
		assertThat(of(with("one", frame("shop.Stock", "take", 10))))
			.isEqualTo(of(with("two", frame("shop.Stock", "take", 99))));
	}

	@Test
	void typeMethodAndCauseMakeADifference() {
		Throwable one = with("x", frame("shop.Stock", "take", 1));
		assertThat(of(one)).isNotEqualTo(of(with("x", frame("shop.Stock", "give", 1))));
		Throwable caused = with("x", frame("shop.Stock", "take", 1)).initCause(new NullPointerException());
		assertThat(of(caused)).isNotEqualTo(of(one));
	}

	@Test
	void proxiesLambdasAndForeignFramesMakeNone() {
		Throwable plain = with("x", frame("shop.Stock", "lambda$take", 1), frame("shop.Orders", "pay", 2));
		Throwable decorated = with("x", frame("java.util.ArrayList", "get", 5), frame("shop.Stock", "lambda$take$7", 1),
				frame("shop.Stock$$Lambda$14/0x0000", "run", -1), frame("jdk.proxy2.$Proxy45", "pay", -1),
				frame("shop.Orders", "pay", 2), frame("shop.Orders$$SpringCGLIB$$0", "pay", -1),
				frame("org.springframework.aop.framework.CglibAopProxy", "invoke", 3));
		assertThat(of(decorated)).isEqualTo(of(plain));
	}

	@Test
	void aLambdaHasTheSameOneWhereverItIsMade() {
		assertThat(of(thrownBy(() -> Objects.requireNonNull(null))))
			.isEqualTo(of(thrownBy(() -> Objects.requireNonNull(null))));
	}

	@Test
	void aRecursionHasTheSameOneHoweverDeepItStopped() {
		StackTraceElement a = frame("shop.Tree", "left", 1);
		StackTraceElement b = frame("shop.Tree", "right", 2);
		StackOverflowError one = new StackOverflowError();
		one.setStackTrace(new StackTraceElement[] { a, b, a, b, a });
		StackOverflowError two = new StackOverflowError();
		two.setStackTrace(new StackTraceElement[] { b, a, b, a, b, a, b });
		assertThat(of(one)).isEqualTo(of(two));
	}

	@Test
	void withoutAStackTheTypeIsLeft() {
		Throwable bare = with("x");
		assertThat(of(bare)).isEqualTo(of(with("y"))).isNotEqualTo(of(with("x", frame("shop.Stock", "take", 1))));
	}

	@Test
	void itStaysTheSameFromOneReleaseToTheNext() {
		assertThat(of(with("x", frame("shop.Stock", "take", 1)))).isEqualTo("1a6cf4d7e657a6ff");
	}

	private static Throwable thrownBy(Supplier<?> supplier) {
		try {
			supplier.get();
			throw new AssertionError();
		}
		catch (NullPointerException ex) {
			return ex;
		}
	}

	private static String of(Throwable error) {
		return Fingerprint.of(ErrorChain.of(error));
	}

	private static Throwable with(String message, StackTraceElement... stack) {
		IllegalStateException error = new IllegalStateException(message);
		error.setStackTrace(stack);
		assertThat(List.of(error.getStackTrace())).hasSize(stack.length);
		return error;
	}

	private static StackTraceElement frame(String type, String method, int line) {
		return new StackTraceElement(type, method, "X.java", line);
	}

}
