/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.sample.work;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Requests that take as long as they are told to.
 */
@RestController
class WorkController {

	@RequestMapping(path = "/work", method = { RequestMethod.GET, RequestMethod.POST },
			produces = MediaType.TEXT_PLAIN_VALUE)
	String work(@RequestParam(defaultValue = "0") @Min(0) @Max(60_000) int ms) {
		try {
			Thread.sleep(ms);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "Interrupted", ex);
		}
		return "worked for " + ms + " ms\n";
	}

}
