/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.docs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The manifest for Kubernetes and the rules for Prometheus name what there is, and their
 * numbers fit together.
 */
class ManifestTests {

	private static final Path DOCS = Path.of("../docs").toAbsolutePath().normalize();

	@Test
	void theGracePeriodIsTheSameInBothPlaces() throws IOException {
		assertThat(at(manifest("Deployment"), "spec", "template", "spec", "terminationGracePeriodSeconds"))
			.isEqualTo(30);
		assertThat(at(configuration(), "softlanding", "drain", "grace-period")).isEqualTo("30s");
	}

	@Test
	void probesAskTheManagementPort() throws IOException {
		Map<String, Object> container = container();
		assertThat(at(configuration(), "management", "server", "port")).isEqualTo(8081);
		assertThat(at(container, "readinessProbe", "httpGet", "path")).isEqualTo("/actuator/health/readiness");
		for (String probe : List.of("startupProbe", "livenessProbe")) {
			assertThat(at(container, probe, "httpGet", "path")).isEqualTo("/actuator/health/liveness");
			assertThat(at(container, probe, "httpGet", "port")).isEqualTo("management");
		}
		assertThat(container.get("ports").toString()).contains("name=management, containerPort=8081");
	}

	@Test
	void whatIsWrittenHasAVolume() throws IOException {
		assertThat(at(container(), "securityContext", "readOnlyRootFilesystem")).isEqualTo(true);
		String mounts = container().get("volumeMounts").toString();
		Path report = Path.of((String) at(configuration(), "softlanding", "drain", "report-file"));
		assertThat(mounts).contains("mountPath=" + report.getParent() + "}", "mountPath=/tmp}")
			.doesNotContain("subPath");
	}

	@Test
	void rulesNameMetersThatThereAre() throws IOException {
		String rules = Files.readString(DOCS.resolve("prometheus/alerts.yml"));
		assertThat(parse(rules)).singleElement()
			.satisfies((file) -> assertThat(file.toString()).contains("alert=DrainsAreForced", "alert=DrainsTakeLong",
					"alert=InstancesAreKilled", "alert=WorkIsForced", "alert=SignalsAreHandledLate",
					"alert=TransactionsAreLong"));
		Set<String> named = new TreeSet<>();
		Matcher name = Pattern.compile("softlanding_[a-z_]+").matcher(rules);
		while (name.find()) {
			named.add(name.group().replaceAll("_(seconds|seconds_bucket|total)$", "").replace('_', '.'));
		}
		assertThat(named).hasSizeGreaterThan(3).isSubsetOf(ReferenceTests.meterNames());
	}

	/** Where Prometheus' own tool is installed, as by the build of every change. */
	@Test
	void rulesFireWhenTheyShould() throws Exception {
		Process promtool;
		try {
			promtool = new ProcessBuilder("promtool", "test", "rules", "prometheus/alerts-tests.yml")
				.directory(DOCS.toFile())
				.redirectErrorStream(true)
				.start();
		}
		catch (IOException ex) {
			throw new TestAbortedException("promtool is not installed", ex);
		}
		String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(promtool.waitFor()).as(said).isZero();
	}

	private static Map<String, Object> container() throws IOException {
		List<?> containers = (List<?>) at(manifest("Deployment"), "spec", "template", "spec", "containers");
		return map(containers.get(0));
	}

	private static Map<String, Object> configuration() throws IOException {
		return parse((String) at(manifest("ConfigMap"), "data", "application.yml")).get(0);
	}

	private static Map<String, Object> manifest(String kind) throws IOException {
		return parse(Files.readString(DOCS.resolve("kubernetes/orders.yml"))).stream()
			.filter((document) -> kind.equals(document.get("kind")))
			.findFirst()
			.orElseThrow();
	}

	private static List<Map<String, Object>> parse(String text) {
		List<Map<String, Object>> documents = new ArrayList<>();
		new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text)
			.forEach((document) -> documents.add(map(document)));
		return documents;
	}

	private static Object at(Map<String, Object> document, String... path) {
		Object value = document;
		for (String key : path) {
			value = map(value).get(key);
		}
		return value;
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> map(Object value) {
		return (Map<String, Object>) value;
	}

}
