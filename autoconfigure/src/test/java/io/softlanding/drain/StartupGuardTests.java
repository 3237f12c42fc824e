package io.softlanding.drain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

class StartupGuardTests {

	private final List<Thread> hooks = new ArrayList<>();

	private final GenericApplicationContext context = new GenericApplicationContext();

	private final StandardEnvironment environment = new StandardEnvironment();

	private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();

	private final StartupGuard guard = new StartupGuard(this.context, this.environment, this.hooks::add,
			this.hooks::remove);

	@Test
	void watchesFromBeforeTheFirstBean() {
		this.guard.postProcessBeanFactory(this.beans);
		assertThat(this.hooks).hasSize(1);
	}

	@Test
	void letsGoWhenTheApplicationIsReady() {
		this.guard.postProcessBeanFactory(this.beans);
		this.guard.onApplicationEvent(ready(new GenericApplicationContext()));
		assertThat(this.hooks).hasSize(1);
		this.guard.onApplicationEvent(ready(this.context));
		assertThat(this.hooks).isEmpty();
		assertThatCode(this.beans::destroySingletons).doesNotThrowAnyException();
	}

	@Test
	void letsGoOfAContextThatFailedToStart() {
		this.guard.postProcessBeanFactory(this.beans);
		this.beans.destroySingletons();
		assertThat(this.hooks).isEmpty();
	}

	@Test
	void leavesImpossibleTimesToWhoSaysSoBetter() {
		this.environment.getPropertySources()
			.addFirst(new MapPropertySource("test", Map.of("softlanding.drain.timeout", "-1s")));
		assertThatCode(() -> this.guard.postProcessBeanFactory(this.beans)).doesNotThrowAnyException();
		assertThat(this.hooks).isEmpty();
	}

	@Test
	void whatIsSaidInTheLastMomentIsNoError() {
		StartupGuard late = new StartupGuard(this.context, this.environment, this.hooks::add, (hook) -> {
			throw new IllegalStateException("Shutdown in progress");
		});
		late.postProcessBeanFactory(this.beans);
		assertThatCode(() -> late.onApplicationEvent(ready(this.context))).doesNotThrowAnyException();
	}

	private static ApplicationReadyEvent ready(GenericApplicationContext context) {
		return new ApplicationReadyEvent(new SpringApplication(), new String[0], context, Duration.ZERO);
	}

}
