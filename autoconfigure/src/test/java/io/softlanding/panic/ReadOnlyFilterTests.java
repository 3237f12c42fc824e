/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.panic;

import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.filter.HiddenHttpMethodFilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Requests in read-only mode, with a filter of the application that replaces methods.
 */
class ReadOnlyFilterTests {

	@ParameterizedTest
	@CsvSource({ "GET, '', 200", "MKCOL, '', 503", "PROPFIND, '', 200", "PUT, '', 503", "POST, '', 200",
			"POST, DELETE, 503" })
	void theMethodCountsThatTheHandlerGets(String method, String override, int status) {
		new WebApplicationContextRunner().withConfiguration(PanicAutoConfigurationTests.CONFIGURATIONS)
			.withPropertyValues("softlanding.panic.read-only.enabled=true",
					"softlanding.panic.read-only.exceptions=POST /forms")
			.run((context) -> {
				ReadOnlyMode mode = context.getBean(ReadOnlyMode.class);
				mode.ask(true);
				mode.tick();
				MockHttpServletRequest request = new MockHttpServletRequest(method, "/forms");
				request.setServletPath("/forms");
				request.addParameter("_method", override);
				MockHttpServletResponse response = new MockHttpServletResponse();
				new MockFilterChain(mock(Servlet.class), filter(context, "softlandingReadOnlyFilter"),
						new HiddenHttpMethodFilter(), filter(context, "softlandingReadOnlyMethodFilter"))
					.doFilter(request, response);
				assertThat(response.getStatus()).isEqualTo(status);
			});
	}

	private static Filter filter(ApplicationContext context, String name) {
		return context.getBean(name, FilterRegistrationBean.class).getFilter();
	}

}
