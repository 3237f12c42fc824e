/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.Handle;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where memory is exhausted, code that is linked at its first use (lambdas, method
 * references, methods of records) may fail for good. There is none from where an error is
 * caught to where the drain begins.
 */
class FatalPathTests {

	private static final String PACKAGE = "io/softlanding/panic/";

	private static final List<String> ENTRIES = List.of("UncaughtErrorFilter.doFilter", "PanicFilter.answer",
			"FatalErrors.ended", "ThreadPanics$Handler.uncaughtException", "TaskPanics.failed", "TaskPanics.record",
			"ReactivePanics.last", "FatalPanic.makeRoom", "FatalPanic.handle", "FatalPanic.end",
			"FatalPanic.breakLiveness", "FatalPanic.awaitLastMoment", "FatalPanic.reportShortly",
			"HeapExhaustion$OldGeneration.getAsDouble");

	/** What may fail, because it comes after the decision, or is caught. */
	private static final Set<String> GUARDED = Set.of("PanicRecorder.count", "PanicRecorder.callbackFailed",
			"RequestPanics.here", "ReactivePanics.place", "ProblemAnswer.write", "RequestPanics.classify",
			"StandardClassifier.classifyOther");

	private final Map<String, Method> methods = new HashMap<>();

	/** A method of this package. */
	private record Method(List<String> calls, List<String> linkedLate) {
	}

	@Test
	void nothingIsLinkedBetweenAFatalErrorAndItsDrain() throws IOException {
		Deque<String> open = new ArrayDeque<>(ENTRIES);
		Set<String> reached = new HashSet<>(ENTRIES);
		List<String> linkedLate = new ArrayList<>();
		while (!open.isEmpty()) {
			String name = open.remove();
			Method method = method(name);
			if (method == null) {
				assertThat(ENTRIES).as("does not exist").doesNotContain(name);
				continue;
			}
			method.linkedLate().forEach((each) -> linkedLate.add(name + " " + each));
			method.calls().stream().filter((call) -> !GUARDED.contains(call) && reached.add(call)).forEach(open::add);
		}
		assertThat(linkedLate).isEmpty();
		assertThat(reached).contains("StandardClassifier.classify", "HeapExhaustion.classify",
				"MetaspaceReserve.release");
	}

	private @Nullable Method method(String name) throws IOException {
		String type = name.substring(0, name.indexOf('.'));
		if (!this.methods.containsKey(type + ".read")) {
			this.methods.put(type + ".read", new Method(List.of(), List.of()));
			read(type);
		}
		return this.methods.get(name);
	}

	private void read(String type) throws IOException {
		try (InputStream stream = FatalPanic.class.getResourceAsStream("/" + PACKAGE + type + ".class")) {
			assertThat(stream).as(type).isNotNull();
			new ClassReader(stream).accept(new ClassVisitor(Opcodes.ASM9) {

				@Override
				public MethodVisitor visitMethod(int access, String name, String descriptor, @Nullable String signature,
						String @Nullable [] exceptions) {
					return recorder(FatalPathTests.this.methods.computeIfAbsent(type + "." + name,
							(key) -> new Method(new ArrayList<>(), new ArrayList<>())));
				}

			}, 0);
		}
	}

	private static MethodVisitor recorder(Method method) {
		return new MethodVisitor(Opcodes.ASM9) {

			@Override
			public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
				if (owner.startsWith(PACKAGE)) {
					method.calls().add(owner.substring(PACKAGE.length()) + "." + name);
				}
			}

			@Override
			public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
				method.linkedLate().add(name + descriptor);
			}

		};
	}

}
