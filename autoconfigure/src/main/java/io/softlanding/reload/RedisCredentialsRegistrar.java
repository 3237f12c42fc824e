package io.softlanding.reload;

import java.lang.reflect.Proxy;
import java.util.List;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.Ordered;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.util.ClassUtils;

/**
 * Brings {@link RedisCredentialsListener} into the client that Spring Boot makes, before
 * the customizers of users: who has a provider of credentials keeps it. By a proxy,
 * because the customizer's type moved between Spring Boot 3.5 and 4 while its method kept
 * its name.
 */
final class RedisCredentialsRegistrar implements BeanDefinitionRegistryPostProcessor {

	private static final List<String> CUSTOMIZERS = List.of(
			"org.springframework.boot.autoconfigure.data.redis.LettuceClientConfigurationBuilderCustomizer",
			"org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer");

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		ConfigurableListableBeanFactory beans = (ConfigurableListableBeanFactory) registry;
		CUSTOMIZERS.stream()
			.filter((name) -> ClassUtils.isPresent(name, beans.getBeanClassLoader()))
			.forEach(
					(name) -> register(ClassUtils.resolveClassName(name, beans.getBeanClassLoader()), registry, beans));
	}

	private static <T> void register(Class<T> type, BeanDefinitionRegistry registry,
			ConfigurableListableBeanFactory beans) {
		registry.registerBeanDefinition("softlandingRedisCredentialsCustomizer",
				new RootBeanDefinition(type, () -> customizer(type, beans)));
	}

	private static <T> T customizer(Class<T> type, ConfigurableListableBeanFactory beans) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type, Ordered.class },
				(proxy, method, arguments) -> switch (method.getName()) {
					case "customize" -> ((LettuceClientConfigurationBuilder) arguments[0])
						.redisCredentialsProviderFactory(beans.getBean(RedisCredentialsListener.class)) == null;
					case "getOrder" -> Ordered.HIGHEST_PRECEDENCE;
					case "equals" -> proxy == arguments[0];
					case "hashCode" -> System.identityHashCode(proxy);
					default -> "softlandingRedisCredentialsCustomizer";
				}));
	}

}
