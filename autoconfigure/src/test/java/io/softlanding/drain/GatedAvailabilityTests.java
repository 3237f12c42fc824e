package io.softlanding.drain;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationListener;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.Ordered;

import static org.assertj.core.api.Assertions.assertThat;

class GatedAvailabilityTests {

	private final GenericApplicationContext context = new GenericApplicationContext();

	private final ReadinessGate gate = new ReadinessGate(this.context);

	private final GatedAvailability availability = new GatedAvailability(this.gate);

	private final List<ReadinessState> seen = new CopyOnWriteArrayList<>();

	/** Reads readiness at its turn, as a probe could at that moment. */
	private final class Probe implements ApplicationListener<AvailabilityChangeEvent<ReadinessState>>, Ordered {

		private final int order;

		private Probe(int order) {
			this.order = order;
		}

		@Override
		public void onApplicationEvent(AvailabilityChangeEvent<ReadinessState> event) {
			GatedAvailabilityTests.this.seen.add(GatedAvailabilityTests.this.availability.getReadinessState());
		}

		@Override
		public int getOrder() {
			return this.order;
		}

	}

	@BeforeEach
	void start() {
		this.context.registerBean(GatedAvailability.class, () -> this.availability);
		this.context.registerBean(ReadinessGate.class, () -> this.gate);
		this.context.registerBean("first", Probe.class, () -> new Probe(Ordered.HIGHEST_PRECEDENCE));
		this.context.registerBean("last", Probe.class, () -> new Probe(Ordered.LOWEST_PRECEDENCE));
		this.context.refresh();
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	@Test
	void isBootsAvailabilityWhileNobodyHoldsTheGate() {
		assertThat(this.availability.getReadinessState()).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
		bootSays(ReadinessState.ACCEPTING_TRAFFIC);
		assertThat(this.availability.getReadinessState()).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
		bootSays(ReadinessState.REFUSING_TRAFFIC);
		assertThat(this.availability.getReadinessState()).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
	}

	@Test
	void heldGateRefusesInEveryWayToAsk() {
		bootSays(ReadinessState.ACCEPTING_TRAFFIC);
		this.gate.hold("drain");
		assertThat(this.availability.getReadinessState()).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
		assertThat(this.availability.getState(ReadinessState.class)).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
		assertThat(this.availability.getState(ReadinessState.class, ReadinessState.ACCEPTING_TRAFFIC))
			.isEqualTo(ReadinessState.REFUSING_TRAFFIC);
	}

	@Test
	void acceptanceWhileHeldIsNeverVisible() {
		this.gate.hold("drain");
		this.seen.clear();
		bootSays(ReadinessState.ACCEPTING_TRAFFIC);
		// Both probes, at Boot's event and at the gate's answer to it.
		assertThat(this.seen).hasSize(4).containsOnly(ReadinessState.REFUSING_TRAFFIC);
	}

	@Test
	void acceptanceComesBackWithTheRelease() {
		this.gate.hold("drain");
		bootSays(ReadinessState.ACCEPTING_TRAFFIC);
		this.gate.release("drain");
		assertThat(this.availability.getReadinessState()).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
	}

	@Test
	void livenessIsNotGated() {
		AvailabilityChangeEvent.publish(this.context, LivenessState.CORRECT);
		this.gate.hold("drain");
		assertThat(this.availability.getLivenessState()).isEqualTo(LivenessState.CORRECT);
		assertThat(this.availability.getState(LivenessState.class)).isEqualTo(LivenessState.CORRECT);
	}

	private void bootSays(ReadinessState state) {
		AvailabilityChangeEvent.publish(this.context, state);
	}

}
