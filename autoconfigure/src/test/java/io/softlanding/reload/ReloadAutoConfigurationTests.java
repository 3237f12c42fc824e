/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.reload;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariDataSource;
import io.lettuce.core.RedisCredentialsProvider;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.config.InvalidConfigurationException;
import io.softlanding.signal.SignalAction;
import jakarta.validation.MessageInterpolator;
import jakarta.validation.Validator;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.logging.LoggerGroups;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.javapoet.ClassName;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link ReloadAutoConfiguration}.
 */
class ReloadAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ReloadAutoConfiguration.class));

	/** Also if properties of the feature are set. */
	@ParameterizedTest
	@ValueSource(strings = { "shop.open=true", "softlanding.reload.history=5", "softlanding.reload.watch.enabled=false",
			"softlanding.signals.reload=" })
	void nothingIsThereUntilItIsUsed(String property) {
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(context.getBeanDefinitionNames()).noneMatch(
					(name) -> (name.contains("oftlanding")) && !name.equals(ReloadAutoConfiguration.class.getName())));
	}

	@ParameterizedTest
	@ValueSource(strings = { "softlanding.reload.enabled=true", "softlanding.reload.watch.enabled=true",
			"softlanding.signals.reload=HUP", "softlanding.signals.reload[0]=HUP" })
	void aPropertyThatNamesATriggerIsEnough(String property) {
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(context).hasSingleBean(Reloader.class).hasSingleBean(SignalAction.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "softlanding.enabled=false", "softlanding.reload.enabled=false",
			"softlanding.features=drain-only" })
	void aTriggerDoesNotOutweighTheSwitch(String property) {
		this.runner.withPropertyValues("softlanding.signals.reload=HUP", property)
			.run((context) -> assertThat(context).doesNotHaveBean(Reloader.class).doesNotHaveBean(SignalAction.class));
	}

	@Test
	void anApplicationMayHaveTwoOfAnything() {
		this.runner.withUserConfiguration(Shop.class)
			.withPropertyValues("pricing.margin=0.5")
			.withInitializer((context) -> context.getBeanFactory()
				.registerSingleton(LoggingApplicationListener.LOGGING_SYSTEM_BEAN_NAME,
						LoggingSystem.get(getClass().getClassLoader())))
			.withBean("otherLogging", LoggingSystem.class, () -> LoggingSystem.get(getClass().getClassLoader()))
			.withBean("oneGroup", LoggerGroups.class, LoggerGroups::new)
			.withBean("otherGroup", LoggerGroups.class, LoggerGroups::new)
			.withBean("environment2", StandardEnvironment.class, StandardEnvironment::new)
			.withBean("oneValidator", LocalValidatorFactoryBean.class, LocalValidatorFactoryBean::new)
			.withBean("otherValidator", LocalValidatorFactoryBean.class, LocalValidatorFactoryBean::new)
			.withBean("oneConversion", DefaultConversionService.class, DefaultConversionService::new)
			.withBean("otherConversion", DefaultConversionService.class, DefaultConversionService::new)
			.withBean("onePool", HikariDataSource.class, HikariDataSource::new)
			.withBean("otherPool", HikariDataSource.class, HikariDataSource::new)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(LogLevelListener.class));
	}

	@Test
	void noBeanHasASupplierThatTheBuildCannotWriteDown() {
		this.runner.withUserConfiguration(Shop.class).withPropertyValues("pricing.margin=0.5").run((context) -> {
			ConfigurableListableBeanFactory beans = context.getBeanFactory();
			assertThat(Stream.of(beans.getBeanDefinitionNames()).filter((name) -> name.startsWith("softlanding")))
				.hasSizeGreaterThan(15)
				.allSatisfy((name) -> assertThat(
						((AbstractBeanDefinition) beans.getBeanDefinition(name)).getInstanceSupplier())
					.as(name)
					.isNull());
		});
	}

	@Test
	void whatIsReachedByReflectionIsHinted() {
		new ApplicationContextRunner(ProcessedContext::new).withUserConfiguration(Shop.class)
			.withPropertyValues("pricing.margin=0.5")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				RuntimeHints hints = ((ProcessedContext) context.getSourceApplicationContext()).hints;
				for (Class<?> bound : List.of(Pricing.class, Discount.class, ReloadProperties.class,
						ReloadProperties.Watch.class)) {
					assertThat(RuntimeHintsPredicates.reflection()
						.onConstructor(bound.getDeclaredConstructors()[0])
						.invoke()).as("%s", bound).accepts(hints);
				}
				assertThat(RuntimeHintsPredicates.reflection().onMethod(SnapshotStore.class, "reloadable").invoke())
					.accepts(hints);
				Object customizer = new RedisCredentialsCustomizer(
						context.getBeanProvider(RedisCredentialsListener.class), getClass().getClassLoader())
					.getObject();
				assumeThat(customizer).as("a module of its own from Spring Boot 4 on").isNotNull();
				assertThat(RuntimeHintsPredicates.proxies().forInterfaces(customizer.getClass().getInterfaces()))
					.accepts(hints);
			});
	}

	@Test
	void everythingIsThereWhereARecordIsReloadable() {
		this.runner.withUserConfiguration(Shop.class)
			.withPropertyValues("pricing.margin=0.5")
			.withInitializer((context) -> context.getBeanFactory()
				.registerSingleton(LoggingApplicationListener.LOGGING_SYSTEM_BEAN_NAME,
						LoggingSystem.get(getClass().getClassLoader())))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(Reloader.class)
				.hasSingleBean(SignalAction.class)
				.hasSingleBean(FileWatch.class)
				.hasSingleBean(HikariListener.class)
				.hasSingleBean(TomcatListener.class)
				.hasSingleBean(RedisCredentialsListener.class)
				.hasSingleBean(LogLevelListener.class)
				.hasSingleBean(ReloadMetrics.class)
				.doesNotHaveBean(ConfigurationCheck.class));
	}

	@Test
	void twoListenersThatAreEqualAreTwoAndOneWithTwoNamesIsOne() {
		ReloadListener one = new EqualListener();
		this.runner.withPropertyValues("softlanding.reload.enabled=true")
			.withBean("one", ReloadListener.class, () -> one)
			.withBean("oneAgain", ReloadListener.class, () -> one)
			.withBean("equalToOne", ReloadListener.class, EqualListener::new)
			.run((context) -> assertThat(EqualListener.ASKED).hasValue(2));
	}

	private record EqualListener() implements ReloadListener {

		private static final AtomicInteger ASKED = new AtomicInteger();

		@Override
		public String name() {
			ASKED.incrementAndGet();
			return "equal";
		}

		@Override
		public Step prepare(Snapshot old, Snapshot next) {
			return Step.NONE;
		}

	}

	@ParameterizedTest
	@ValueSource(strings = { "softlanding.enabled=false", "softlanding.reload.enabled=false",
			"softlanding.features=drain-only" })
	void whatIsInjectedExistsWhenReloadingIsSwitchedOff(String property) {
		this.runner.withUserConfiguration(Shop.class)
			.withPropertyValues(property, "pricing.margin=0.5")
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(Reloader.class).doesNotHaveBean(SignalAction.class);
				assertThat(context.getBean(Shop.Till.class).pricing().get().margin()).isEqualTo("0.5");
			});
	}

	@Test
	void nothingOptionalIsNeeded() {
		this.runner
			.withClassLoader(new FilteredClassLoader(HikariDataSource.class, Tomcat.class, MeterBinder.class,
					RedisCredentialsProvider.class, SanitizingFunction.class, Validator.class))
			.withUserConfiguration(Shop.class)
			.withPropertyValues("pricing.margin=0.5")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(Reloader.class)
				.doesNotHaveBean(HikariListener.class)
				.doesNotHaveBean(TomcatListener.class)
				.doesNotHaveBean(ReloadMetrics.class)
				.doesNotHaveBean(RedisCredentialsListener.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "settle=-1s", "settle=11s", "listener-timeout=99ms", "history=0", "max-file-size=0B",
			"watch.interval=0s" })
	void impossibleSettingsStopTheStartUp(String setting) {
		String property = "softlanding.reload." + setting;
		this.runner.withPropertyValues("softlanding.reload.enabled=true", property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining(property.substring(0, property.indexOf('='))));
	}

	@Test
	void recordsOfSeveralAnnotationsAreAllThereAndOnce() {
		this.runner.withUserConfiguration(Shop.class, Composed.class)
			.withPropertyValues("pricing.margin=0.5")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(SnapshotStore.class).current().records()).hasSize(4);
				assertThat(context.getBeansOfType(Reloadable.class)).hasSize(3);
			});
	}

	@Test
	void aRecordThatCannotBeBoundStopsTheStartUp() {
		this.runner.withUserConfiguration(Shop.class)
			.withPropertyValues("pricing.margin=much")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining(BindException.class.getName())
				.hasStackTraceContaining("pricing.margin"));
	}

	@Test
	void constraintsAreCheckedWithoutAValidatorBean() {
		this.runner.withUserConfiguration(Shop.class)
			.withPropertyValues("pricing.margin=0.01")
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("greater than or equal to 0.1"));
	}

	@Test
	void aValidatorOfTheUserIsAskedWhateverItsName() {
		this.runner.withUserConfiguration(Shop.class).withBean("ours", LocalValidatorFactoryBean.class, () -> {
			LocalValidatorFactoryBean validator = new LocalValidatorFactoryBean();
			validator.setMessageInterpolator(new OurMessages());
			return validator;
		})
			.withPropertyValues("pricing.margin=0.01")
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("too little for us"));
	}

	@Test
	void aClassWithoutAPrefixStopsTheStartUp() {
		this.runner.withUserConfiguration(Wrong.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("@EnableReloadable names java.lang.String"));
	}

	@Test
	void convertersOfTheUserAreTaken() {
		this.runner.withUserConfiguration(Shop.class, Converting.class)
			.withPropertyValues("pricing.margin=[half]")
			.run((context) -> assertThat(context.getBean(SnapshotStore.class).current().get(Pricing.class).margin())
				.isEqualTo("0.5"));
	}

	/** A context that the build processes, which starts nothing. */
	static final class ProcessedContext extends AnnotationConfigApplicationContext {

		private RuntimeHints hints = new RuntimeHints();

		@Override
		public void refresh() {
			DefaultGenerationContext generation = new DefaultGenerationContext(
					new ClassNameGenerator(ClassName.get(Shop.class)), new InMemoryGeneratedFiles());
			new ApplicationContextAotGenerator().processAheadOfTime(this, generation);
			this.hints = generation.getRuntimeHints();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableReloadable({ Pricing.class, Discount.class })
	static class Shop {

		@Bean
		Till till(Reloadable<Pricing> pricing, Reloadable<Discount> discount) {
			return new Till(pricing, discount);
		}

		record Till(Reloadable<Pricing> pricing, Reloadable<Discount> discount) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ReloadablePrices
	@ReloadableStock
	static class Composed {

		@ConfigurationProperties("stock")
		record Stock(int size) {
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@EnableReloadable({ Pricing.class, Discount.class })
	@interface ReloadablePrices {

	}

	@Retention(RetentionPolicy.RUNTIME)
	@EnableReloadable(Composed.Stock.class)
	@interface ReloadableStock {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableReloadable(String.class)
	static class Wrong {

	}

	@Configuration(proxyBeanMethods = false)
	static class Converting {

		@Bean
		@ConfigurationPropertiesBinding
		static Converter<String, BigDecimal> words() {
			return new Words();
		}

	}

	private static final class OurMessages implements MessageInterpolator {

		@Override
		public String interpolate(String template, Context context) {
			return "too little for us";
		}

		@Override
		public String interpolate(String template, Context context, Locale locale) {
			return "too little for us";
		}

	}

	private static final class Words implements Converter<String, BigDecimal> {

		@Override
		public BigDecimal convert(String word) {
			return new BigDecimal(word.replace("[half]", "0.5"));
		}

	}

}
