package io.softlanding.reload;

import java.util.Arrays;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.ResolvableType;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers a {@link Reloadable} for each class that an {@link EnableReloadable} names.
 */
final class ReloadableRegistrar implements ImportBeanDefinitionRegistrar {

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		metadata.getAnnotations()
			.stream(EnableReloadable.class)
			.flatMap((annotation) -> Arrays.stream(annotation.getClassArray("value")))
			.forEach((type) -> register(type, registry));
	}

	private static <T> void register(Class<T> type, BeanDefinitionRegistry registry) {
		String name = "reloadable-" + type.getName();
		if (registry.containsBeanDefinition(name)) {
			return;
		}
		registry.registerBeanDefinition(name + "-type",
				new RootBeanDefinition(ReloadableType.class, () -> ReloadableType.of(type)));
		RootBeanDefinition reloadable = new RootBeanDefinition();
		reloadable.setTargetType(ResolvableType.forClassWithGenerics(Reloadable.class, type));
		BeanFactory beans = (BeanFactory) registry;
		reloadable.setInstanceSupplier(() -> beans.getBean(SnapshotStore.class).reloadable(type));
		registry.registerBeanDefinition(name, reloadable);
	}

}
