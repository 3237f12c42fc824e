/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.transaction;

import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LongTransactions}, the part about connections in use after their
 * request.
 */
@ExtendWith(OutputCaptureExtension.class)
class LateConnectionsTests {

	private final Landing landing = new Landing();

	private final StubRequest request = new StubRequest();

	private final LongTransactions late = new LongTransactions(this.landing.open(), this.landing.status(),
			Duration.ofHours(1), LongTransactionAction.LOG, 10, Duration.ofHours(1), (event) -> {
			});

	@AfterEach
	void close() throws Exception {
		this.landing.close();
	}

	@Test
	void whoeverUsesAConnectionAfterTheRequestIsListedAndSaidOnce(CapturedOutput output) throws Exception {
		this.landing.serve(this.request);
		Owner owner = Owner.start((self) -> {
			try (Connection connection = this.landing.pool("jdbc:h2:mem:late", "sa", "").getConnection()) {
				connection.setAutoCommit(false);
				self.pause();
			}
		}).awaitHere();
		this.late.look();
		assertThat(overdue()).isEmpty();
		this.request.end();
		this.late.look();
		this.late.look();
		assertThat(overdue()).singleElement()
			.satisfies((connection) -> assertThat(connection).containsEntry("thread", "owner")
				.containsEntry("route", "POST /orders/{id}/pay")
				.containsEntry("requestOver", true)
				.containsEntry("transaction", 1L)
				.containsKeys("age", "session"));
		assertThat(output.getAll().split("still in use after the end of its request", -1)).hasSize(2);
		assertThat(owner.release().failure()).isNull();
		assertThat(overdue()).isEmpty();
	}

	@Test
	void aTransactionThatIsOpenAfterItsRequestIsReportedAsSuch() throws Exception {
		this.landing.serve(this.request);
		this.landing.transactions(this.landing.pool("jdbc:h2:mem:late", "sa", "")).executeWithoutResult((status) -> {
			OpenTransaction open = this.landing.open().open().get(0);
			assertThat(this.landing.status().describe(open)).doesNotContainKey("requestOver");
			this.request.end();
			assertThat(this.landing.status().describe(open)).containsEntry("requestOver", true);
		});
	}

	@Test
	void whoWorksForNoRequestIsNeverLate() throws Exception {
		try (Connection connection = this.landing.pool("jdbc:h2:mem:late", "sa", "").getConnection()) {
			this.late.look();
			assertThat(overdue()).isEmpty();
		}
	}

	@SuppressWarnings("unchecked")
	private List<Map<String, Object>> overdue() {
		return (List<Map<String, Object>>) this.landing.status().status().get("overdue");
	}

}
