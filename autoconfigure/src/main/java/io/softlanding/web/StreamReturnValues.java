/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.web;

import java.lang.reflect.Field;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.MethodParameter;
import org.springframework.http.ResponseEntity;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.HandlerMethodReturnValueHandlerComposite;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Notes the emitters that controllers return: the owner of one can end its stream without
 * breaking into an event that is being written. Stands around the list of handlers, whose
 * members stay those of the application.
 */
final class StreamReturnValues extends HandlerMethodReturnValueHandlerComposite {

	private StreamReturnValues(List<HandlerMethodReturnValueHandler> handlers) {
		addHandlers(handlers);
	}

	@Override
	public void handleReturnValue(@Nullable Object returnValue, MethodParameter returnType,
			ModelAndViewContainer container, NativeWebRequest webRequest) throws Exception {
		Object body = (returnValue instanceof ResponseEntity<?> entity) ? entity.getBody() : returnValue;
		if (body instanceof ResponseBodyEmitter emitter) {
			HttpServletRequest request = webRequest.getNativeRequest(HttpServletRequest.class);
			InFlightRequest inFlight = (request != null) ? InFlightFilter.of(request) : null;
			if (inFlight != null) {
				inFlight.completion(emitter::complete);
				if (emitter instanceof SseEmitter) {
					inFlight.markEventStream();
				}
			}
		}
		super.handleReturnValue(returnValue, returnType, container, webRequest);
	}

	/**
	 * Puts one into Spring MVC's adapter, which shows its members only.
	 */
	static final class Registration implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			if (bean instanceof RequestMappingHandlerAdapter adapter) {
				List<HandlerMethodReturnValueHandler> handlers = adapter.getReturnValueHandlers();
				Field field = ReflectionUtils.findField(RequestMappingHandlerAdapter.class, "returnValueHandlers",
						HandlerMethodReturnValueHandlerComposite.class);
				if (handlers != null && field != null) {
					ReflectionUtils.makeAccessible(field);
					ReflectionUtils.setField(field, adapter, new StreamReturnValues(handlers));
				}
			}
			return bean;
		}

	}

}
