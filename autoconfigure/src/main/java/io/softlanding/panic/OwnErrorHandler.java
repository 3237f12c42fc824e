package io.softlanding.panic;

import java.lang.reflect.Field;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ErrorHandler;
import org.springframework.util.ReflectionUtils;

/**
 * Finds the error handler that an application has given to one of Spring's types. They
 * take one and show none: without reflection, ours would silence theirs.
 */
final class OwnErrorHandler {

	private OwnErrorHandler() {
	}

	static @Nullable ErrorHandler of(Object bean) {
		Field field = ReflectionUtils.findField(bean.getClass(), "errorHandler");
		if (field == null) {
			return null;
		}
		ReflectionUtils.makeAccessible(field);
		return (ReflectionUtils.getField(field, bean) instanceof ErrorHandler handler) ? handler : null;
	}

}
