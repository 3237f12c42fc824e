package io.softlanding.reload;

import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.annotation.MergedAnnotation.Adapt;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers what registers a {@link Reloadable} for each class that an
 * {@link EnableReloadable} names.
 */
final class ReloadableRegistrar implements ImportBeanDefinitionRegistrar {

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		String[] types = metadata.getAnnotations()
			.get(EnableReloadable.class)
			.asAnnotationAttributes(Adapt.CLASS_TO_STRING)
			.getStringArray("value");
		registry.registerBeanDefinition("softlandingReloadables-" + metadata.getClassName(),
				BeanDefinitionBuilder.rootBeanDefinition(ReloadableBeans.class)
					.addConstructorArgValue(types)
					.getBeanDefinition());
	}

}
