package io.softlanding.reload;

import java.util.Set;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ReloadState}.
 */
class ReloadStateTests {

	private static Set<ReloadState> next(ReloadState state) {
		return switch (state) {
			case NEW -> Set.of(ReloadState.READING, ReloadState.ENDED);
			case READING -> Set.of(ReloadState.BINDING, ReloadState.ENDED);
			case BINDING -> Set.of(ReloadState.PREPARING, ReloadState.ENDED);
			case PREPARING -> Set.of(ReloadState.COMMITTING, ReloadState.ENDED);
			case COMMITTING -> Set.of(ReloadState.ROLLING_BACK, ReloadState.ENDED);
			case ROLLING_BACK -> Set.of(ReloadState.ENDED);
			case ENDED -> Set.of();
		};
	}

	@ParameterizedTest
	@EnumSource
	void goesNowhereElse(ReloadState state) {
		for (ReloadState other : ReloadState.values()) {
			if (next(state).contains(other)) {
				assertThat(state.to(other)).isEqualTo(other);
			}
			else {
				assertThatIllegalStateException().isThrownBy(() -> state.to(other));
			}
		}
	}

}
