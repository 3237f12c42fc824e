/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.softlanding.drain.DrainController;
import org.junit.jupiter.api.Test;

import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.Handle;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.SpringAsmInfo;
import org.springframework.asm.Type;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that each method of a library that the one jar calls exists in the version on the
 * class path, with the same parameters and the same return type. A method that now
 * returns a subtype still compiles, and fails when it is called.
 */
class LinkageTests {

	private final Set<String> missing = new TreeSet<>();

	private int found;

	@Test
	void methodsThatAreCalledExist() throws IOException {
		String location = DrainController.class.getProtectionDomain().getCodeSource().getLocation().toString();
		for (Resource type : new PathMatchingResourcePatternResolver()
			.getResources("classpath*:io/softlanding/**/*.class")) {
			if (type.getURL().toString().contains(location)) {
				try (InputStream bytes = type.getInputStream()) {
					ClassReader reader = new ClassReader(bytes);
					reader.accept(new Calls(reader.getClassName()), ClassReader.SKIP_DEBUG);
				}
			}
		}
		assertThat(this.found).isGreaterThan(2000);
		assertThat(this.missing).isEmpty();
	}

	private void check(String caller, String owner, String name, String descriptor) {
		if (owner.startsWith("java/") || owner.startsWith("io/softlanding/") || owner.startsWith("[")) {
			return;
		}
		try {
			Class<?> type = Class.forName(owner.replace('/', '.'), false, getClass().getClassLoader());
			if (executables(type, new ArrayList<>()).stream()
				.anyMatch((each) -> name(each).equals(name) && descriptor(each).equals(descriptor))) {
				this.found++;
			}
			else {
				this.missing.add(caller + " calls " + owner + "." + name + descriptor);
			}
		}
		catch (ClassNotFoundException | NoClassDefFoundError ex) {
			// The class is optional, or one of another version.
		}
	}

	private static List<Executable> executables(Class<?> type, List<Executable> all) {
		all.addAll(Arrays.asList(type.getDeclaredMethods()));
		all.addAll(Arrays.asList(type.getDeclaredConstructors()));
		Stream
			.concat(Stream.ofNullable(type.isInterface() ? Object.class : type.getSuperclass()),
					Arrays.stream(type.getInterfaces()))
			.forEach((parent) -> executables(parent, all));
		return all;
	}

	private static String name(Executable executable) {
		return (executable instanceof Method) ? executable.getName() : "<init>";
	}

	private static String descriptor(Executable executable) {
		return (executable instanceof Method method) ? Type.getMethodDescriptor(method)
				: Type.getConstructorDescriptor((Constructor<?>) executable);
	}

	private final class Calls extends ClassVisitor {

		private final String caller;

		Calls(String caller) {
			super(SpringAsmInfo.ASM_VERSION);
			this.caller = caller;
		}

		@Override
		public MethodVisitor visitMethod(int access, String method, String type, String signature,
				String[] exceptions) {
			return new MethodVisitor(SpringAsmInfo.ASM_VERSION) {

				@Override
				public void visitMethodInsn(int opcode, String owner, String name, String descriptor,
						boolean isInterface) {
					check(Calls.this.caller, owner, name, descriptor);
				}

				@Override
				public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap,
						Object... arguments) {
					for (Object argument : arguments) {
						if (argument instanceof Handle reference && reference.getTag() >= Opcodes.H_INVOKEVIRTUAL) {
							check(Calls.this.caller, reference.getOwner(), reference.getName(), reference.getDesc());
						}
					}
				}

			};
		}

	}

}
