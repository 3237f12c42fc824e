package io.softlanding.reload;

import java.math.BigDecimal;
import java.util.Locale;

import com.zaxxer.hikari.HikariDataSource;
import io.lettuce.core.RedisCredentialsProvider;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.softlanding.drain.InvalidConfigurationException;
import io.softlanding.signal.SignalAction;
import jakarta.validation.MessageInterpolator;
import jakarta.validation.Validator;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReloadAutoConfiguration}.
 */
class ReloadAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ReloadAutoConfiguration.class));

	@Test
	void everythingIsThere() {
		this.runner.withBean(LoggingSystem.class, () -> LoggingSystem.get(getClass().getClassLoader()))
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
		this.runner.withBean("one", ReloadListener.class, () -> one)
			.withBean("oneAgain", ReloadListener.class, () -> one)
			.withBean("equalToOne", ReloadListener.class, EqualListener::new)
			.run((context) -> assertThat(context.getBean(ReloadParts.class).listeners())
				.filteredOn(EqualListener.class::isInstance)
				.hasSize(2));
	}

	private record EqualListener() implements ReloadListener {

		@Override
		public Step prepare(Snapshot old, Snapshot next) {
			return Step.NONE;
		}

	}

	@ParameterizedTest
	@ValueSource(strings = { "softlanding.enabled", "softlanding.reload.enabled" })
	void whatIsInjectedExistsWhenReloadingIsSwitchedOff(String property) {
		this.runner.withUserConfiguration(Shop.class)
			.withPropertyValues(property + "=false", "pricing.margin=0.5")
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
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining(property.substring(0, property.indexOf('='))));
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
	void constraintsAreCheckedAlsoWhereNobodyHasMadeAValidator() {
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
