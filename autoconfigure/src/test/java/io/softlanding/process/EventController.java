package io.softlanding.process;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * A stream of two events in {@link FaultyApplication}.
 */
@RestController
class EventController {

	@GetMapping("/events")
	SseEmitter events(@RequestParam long ms) throws IOException {
		FaultyApplication.say("WORKING");
		SseEmitter emitter = new SseEmitter();
		emitter.send("first");
		CompletableFuture.delayedExecutor(ms, TimeUnit.MILLISECONDS).execute(() -> {
			try {
				emitter.send("last");
				emitter.complete();
			}
			catch (IOException ex) {
				FaultyApplication.say("STREAM BROKEN " + ex);
			}
		});
		return emitter;
	}

}
