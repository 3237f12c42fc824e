package io.softlanding.process;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Exhausts what a virtual machine has.
 */
@RestController
class PanicController {

	/** Never released. */
	private static final List<byte[][]> LEAK = new CopyOnWriteArrayList<>();

	/** Fills the heap, block by block, and keeps it filled. */
	@GetMapping("/leak")
	String leak() {
		byte[][] blocks = new byte[10_000][];
		LEAK.add(blocks);
		for (int i = 0; i < blocks.length; i++) {
			blocks[i] = new byte[128 * 1024];
		}
		return "never";
	}

	/** Asks for more than there is, once. */
	@GetMapping("/ask")
	String ask(@RequestParam int megabytes) {
		return "got " + new byte[megabytes * 1024 * 1024].length;
	}

	@GetMapping("/broken")
	String broken() {
		throw new InternalError("on purpose");
	}

}
