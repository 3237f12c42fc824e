package io.softlanding.sample.work;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.springframework.context.annotation.Profile;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Trouble on demand, for the end-to-end tests; never in production.
 */
@RestController
@RequestMapping("/lab")
@Profile("lab")
class LabController {

	/**
	 * Holds its thread for the whole time and ignores interruption.
	 */
	@PostMapping(path = "/block", produces = MediaType.TEXT_PLAIN_VALUE)
	String block(@RequestParam(defaultValue = "60") @Min(1) @Max(3600) int seconds) {
		long deadline = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
		boolean interrupted = false;
		for (long left = deadline - System.nanoTime(); left > 0; left = deadline - System.nanoTime()) {
			LockSupport.parkNanos(left);
			// Parking returns at once as long as the flag is up.
			interrupted |= Thread.interrupted();
		}
		return "blocked for " + seconds + " s, interrupted: " + interrupted + "\n";
	}

}
