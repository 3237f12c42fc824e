package io.softlanding.web;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.MethodParameter;
import org.springframework.http.ResponseEntity;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitterReturnValueHandler;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Notes the emitters that controllers return: whoever has one can end its stream without
 * breaking into an event that is being written.
 */
final class StreamReturnValues implements HandlerMethodReturnValueHandler {

	private final HandlerMethodReturnValueHandler handler;

	StreamReturnValues(HandlerMethodReturnValueHandler handler) {
		this.handler = handler;
	}

	@Override
	public boolean supportsReturnType(MethodParameter returnType) {
		return this.handler.supportsReturnType(returnType);
	}

	@Override
	public void handleReturnValue(@Nullable Object returnValue, MethodParameter returnType,
			ModelAndViewContainer container, NativeWebRequest webRequest) throws Exception {
		Object body = (returnValue instanceof ResponseEntity<?> entity) ? entity.getBody() : returnValue;
		HttpServletRequest request = webRequest.getNativeRequest(HttpServletRequest.class);
		InFlightRequest inFlight = (request != null) ? InFlightFilter.of(request) : null;
		if (inFlight != null && body instanceof ResponseBodyEmitter emitter) {
			inFlight.completion(emitter::complete);
			if (emitter instanceof SseEmitter) {
				inFlight.markEventStream();
			}
		}
		this.handler.handleReturnValue(returnValue, returnType, container, webRequest);
	}

	/**
	 * Puts one around Spring MVC's own.
	 */
	static final class Registration implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			if (bean instanceof RequestMappingHandlerAdapter adapter) {
				List<HandlerMethodReturnValueHandler> handlers = adapter.getReturnValueHandlers();
				if (handlers != null) {
					adapter.setReturnValueHandlers(handlers.stream()
						.map((handler) -> (handler instanceof ResponseBodyEmitterReturnValueHandler)
								? new StreamReturnValues(handler) : handler)
						.toList());
				}
			}
			return bean;
		}

	}

}
