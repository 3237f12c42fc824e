package io.softlanding;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import org.springframework.boot.json.JsonParserFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an editor shows of our properties.
 */
class MetadataTests {

	/** Their default depends on others, as the description tells. */
	private static final Set<String> DEFAULT_DEPENDS = Set.of("softlanding.drain.grace-period",
			"softlanding.drain.halt-after", "softlanding.drain.report-file", "softlanding.drain.timeout",
			"softlanding.drain.reserve", "softlanding.discovery.cache-ttl", "softlanding.reload.enabled",
			"softlanding.web.quiet-period.min", "softlanding.web.quiet-period.monitors",
			"softlanding.web.stream-routes", "softlanding.transaction.session.idle-timeout",
			"softlanding.transaction.excluded-data-sources", "softlanding.transaction.session.transaction-timeout",
			"softlanding.transaction.session.application-name", "softlanding.panic.routes");

	@Test
	void everyPropertyIsDescribed() throws IOException {
		assertThat(properties()).hasSizeGreaterThan(15)
			.allSatisfy((property) -> assertThat((String) property.get("description")).as("%s", property.get("name"))
				.isNotBlank()
				.endsWith(".")
				.matches("(?s)[A-Z].*"));
	}

	@Test
	void everyPropertyHasATypeAndAName() throws IOException {
		assertThat(properties()).allSatisfy((property) -> {
			assertThat((String) property.get("name")).matches("softlanding(\\.[a-z]+(-[a-z]+)*)+");
			assertThat((String) property.get("type")).as("%s", property.get("name")).isNotBlank();
		}).extracting((property) -> property.get("name")).doesNotHaveDuplicates();
	}

	@Test
	void everyPropertyHasADefaultOrSaysWhatItIs() throws IOException {
		assertThat(properties()).filteredOn((property) -> !property.containsKey("defaultValue"))
			.allSatisfy((property) -> assertThat((String) property.get("description")).as("%s", property.get("name"))
				.containsPattern("(?i)when unset|if unset"))
			.extracting((property) -> property.get("name"))
			.containsExactlyInAnyOrderElementsOf(DEFAULT_DEPENDS);
	}

	@Test
	void everyFeatureCanBeSwitchedOff() throws IOException {
		assertThat(properties()).extracting((property) -> property.get("name"))
			.contains("softlanding.enabled", "softlanding.drain.enabled", "softlanding.signals.enabled",
					"softlanding.web.enabled", "softlanding.transaction.enabled", "softlanding.cache.enabled",
					"softlanding.lock.enabled", "softlanding.reload.enabled", "softlanding.panic.enabled",
					"softlanding.work.enabled", "softlanding.discovery.enabled");
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> properties() throws IOException {
		List<Map<String, Object>> own = new ArrayList<>();
		for (URL url : Collections
			.list(MetadataTests.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
			String text = new String(url.openStream().readAllBytes(), StandardCharsets.UTF_8);
			Map<String, Object> document = JsonParserFactory.getJsonParser().parseMap(text);
			((List<Map<String, Object>>) document.get("properties")).stream()
				.filter((property) -> property.get("name").toString().startsWith("softlanding."))
				.forEach(own::add);
		}
		return own;
	}

}
