package io.softlanding.reload;

import java.util.ArrayList;
import java.util.List;

import io.softlanding.drain.DurationProperty;
import io.softlanding.drain.InvalidConfigurationException;

/**
 * Checks our own settings, which are reloadable like those of the application.
 */
final class ReloadSettings implements SnapshotValidator {

	@Override
	public List<String> problems(Snapshot snapshot) {
		ReloadProperties properties = snapshot.get(ReloadProperties.class);
		List<String> problems = new ArrayList<>();
		try {
			DurationProperty.notNegative("softlanding.reload.settle", properties.settle());
			DurationProperty.positive("softlanding.reload.listener-timeout", properties.listenerTimeout());
			DurationProperty.positive("softlanding.reload.watch.interval", properties.watch().interval());
		}
		catch (InvalidConfigurationException ex) {
			problems.add(String.valueOf(ex.getMessage()));
		}
		if (properties.history() < 1) {
			problems.add("softlanding.reload.history is %d. It must be 1 or more.".formatted(properties.history()));
		}
		if (properties.maxFileSize().toBytes() < 1) {
			problems.add("softlanding.reload.max-file-size is %s. Nothing could ever be read."
				.formatted(properties.maxFileSize()));
		}
		return problems;
	}

}
