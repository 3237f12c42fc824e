/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.inflight;

import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.softlanding.process.DrainThread;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StackSummaryTests {

	@Test
	void aThreadDeepInTheServerIsTracedToTheApplication() {
		assertThat(StackSummary.of(frames("jdk.internal.misc.Unsafe", "java.util.concurrent.locks.LockSupport",
				"org.apache.tomcat.util.net.NioEndpoint", "org.apache.tomcat.util.net.SocketWrapperBase",
				"org.apache.coyote.http11.Http11OutputBuffer", "org.apache.catalina.connector.OutputBuffer",
				"shop.DownloadController", "org.springframework.web.servlet.DispatcherServlet", "shop.SecurityFilter")))
			.extracting((frame) -> frame.substring(0, frame.indexOf(".call")))
			.containsExactly("jdk.internal.misc.Unsafe", "java.util.concurrent.locks.LockSupport",
					"org.apache.tomcat.util.net.NioEndpoint", "org.apache.tomcat.util.net.SocketWrapperBase",
					"shop.DownloadController", "shop.SecurityFilter");
	}

	@Test
	void aStackWithoutTheApplicationShowsItsTop() {
		assertThat(StackSummary
			.of(frames(IntStream.range(0, 20).mapToObj((i) -> "java.lang.C" + i).toArray(String[]::new)))).hasSize(8)
			.allMatch((frame) -> frame.startsWith("java.lang.C"));
	}

	@Test
	void aThreadThatHasEndedHasNone() {
		assertThat(StackSummary.of(new StackTraceElement[0])).isEmpty();
	}

	@Test
	void aThreadHasBegunWithTheMethodThatWasCalledFirst() {
		assertThat(StackSummary.entry(frames("java.lang.Thread", "shop.OrderMail$Sender", "shop.OrderMail",
				"shop.OrderMail$$Lambda/0x1", "org.springframework.aop.Advice", "java.lang.Thread")))
			.isEqualTo("OrderMail.call");
		assertThat(StackSummary.entry(frames("java.lang.Thread"))).isNull();
		StackTraceElement lambda = new StackTraceElement("shop.OrderMail$$SpringCGLIB$$0", "lambda$send$17", null, 1);
		assertThat(StackSummary.entry(new StackTraceElement[] { lambda })).isEqualTo("OrderMail.send");
	}

	@Test
	void aClassOfTheApplicationIsNamedWithoutItsPackageAndWhatWasGenerated() {
		Runnable lambda = () -> {
		};
		assertThat(StackSummary.type(Thread.class)).isNull();
		assertThat(StackSummary.type(Assertions.class)).isEqualTo("Assertions");
		assertThat(StackSummary.type(lambda.getClass())).isEqualTo("StackSummaryTests");
	}

	@Test
	void noClassOfThisLibraryBelongsToTheApplication() {
		assertThat(StackSummary.type(StackSummary.class)).isNull();
		assertThat(StackSummary.type(DrainThread.class)).isNull();
		StackTraceElement generated = new StackTraceElement(DrainThread.class.getName() + "$$Lambda$9/0x01", "run",
				null, 1);
		assertThat(StackSummary.entry(new StackTraceElement[] { generated })).isNull();
		assertThat(StackSummary.caller()).isEqualTo("StackSummaryTests.noClassOfThisLibraryBelongsToTheApplication");
	}

	private static StackTraceElement[] frames(String... classes) {
		return Stream.of(classes)
			.map((name) -> new StackTraceElement(name, "call", "Source.java", 1))
			.toArray(StackTraceElement[]::new);
	}

}
