package io.softlanding.drain;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.availability.ApplicationAvailabilityBean;
import org.springframework.boot.availability.AvailabilityState;
import org.springframework.boot.availability.ReadinessState;

/**
 * Spring Boot's availability, except that readiness is refused for as long as the
 * {@link ReadinessGate} is held.
 *
 * <p>
 * The gate is asked at every read. Answering Boot's own {@code ACCEPTING_TRAFFIC} at the
 * end of start-up with another event would leave a moment in which a probe sees a
 * draining instance as ready.
 */
final class GatedAvailability extends ApplicationAvailabilityBean {

	private final ReadinessGate gate;

	GatedAvailability(ReadinessGate gate) {
		this.gate = gate;
	}

	@Override
	public <S extends AvailabilityState> S getState(Class<S> stateType, S defaultState) {
		return gated(stateType, super.getState(stateType, defaultState));
	}

	@Override
	public <S extends AvailabilityState> @Nullable S getState(Class<S> stateType) {
		return gated(stateType, super.getState(stateType));
	}

	private <S extends @Nullable AvailabilityState> S gated(Class<? extends AvailabilityState> stateType, S state) {
		return (stateType == ReadinessState.class && this.gate.isHeld())
				? (S) stateType.cast(ReadinessState.REFUSING_TRAFFIC) : state;
	}

}
