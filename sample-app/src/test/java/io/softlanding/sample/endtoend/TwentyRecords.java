/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.endtoend;

import java.util.Map;

import io.softlanding.reload.EnableReloadable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Configuration;

/**
 * As many records as a large service has.
 */
@Configuration(proxyBeanMethods = false)
@EnableReloadable({ TwentyRecords.R0.class, TwentyRecords.R1.class, TwentyRecords.R2.class, TwentyRecords.R3.class,
		TwentyRecords.R4.class, TwentyRecords.R5.class, TwentyRecords.R6.class, TwentyRecords.R7.class,
		TwentyRecords.R8.class, TwentyRecords.R9.class, TwentyRecords.R10.class, TwentyRecords.R11.class,
		TwentyRecords.R12.class, TwentyRecords.R13.class, TwentyRecords.R14.class, TwentyRecords.R15.class,
		TwentyRecords.R16.class, TwentyRecords.R17.class, TwentyRecords.R18.class, TwentyRecords.R19.class })
class TwentyRecords {

	@ConfigurationProperties("records.r0")
	record R0(Map<String, Integer> values) {
	}

	@ConfigurationProperties("records.r1")
	record R1(Map<String, Integer> values) {
	}

	@ConfigurationProperties("records.r2")
	record R2(Map<String, Integer> values) {
	}

	@ConfigurationProperties("records.r3")
	record R3(Map<String, Integer> values) {
	}

	@ConfigurationProperties("records.r4")
	record R4(Map<String, Integer> values) {
	}

	@ConfigurationProperties("records.r5")
	record R5(Map<String, Integer> values) {
	}

	@ConfigurationProperties("records.r6")
	record R6(Map<String, Integer> values) {
	}

	@ConfigurationProperties("records.r7")
	record R7(Map<String, Integer> values) {
	}

	@ConfigurationProperties("records.r8")
	record R8(Map<String, Integer> values) {
	}

	@ConfigurationProperties("records.r9")
	record R9(Map<String, Integer> values) {
	}

	@ConfigurationProperties("records.r10")
	record R10(Map<String, Integer> values) {
	}

	@ConfigurationProperties("records.r11")
	record R11(Map<String, Integer> values) {
	}

	@ConfigurationProperties("records.r12")
	record R12(Map<String, Integer> values) {
	}

	@ConfigurationProperties("records.r13")
	record R13(Map<String, Integer> values) {
	}

	@ConfigurationProperties("records.r14")
	record R14(Map<String, Integer> values) {
	}

	@ConfigurationProperties("records.r15")
	record R15(Map<String, Integer> values) {
	}

	@ConfigurationProperties("records.r16")
	record R16(Map<String, Integer> values) {
	}

	@ConfigurationProperties("records.r17")
	record R17(Map<String, Integer> values) {
	}

	@ConfigurationProperties("records.r18")
	record R18(Map<String, Integer> values) {
	}

	@ConfigurationProperties("records.r19")
	record R19(Map<String, Integer> values) {
	}

}
