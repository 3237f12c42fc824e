/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;

import io.softlanding.process.ProcessIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.json.JsonParserFactory;

/**
 * The file that says how this instance stands, and says it to the next one: a start
 * marker first, then the exit report. Readers always see one of them whole.
 *
 * @param path where it is; its directory has to be there
 */
record ReportFile(Path path) implements ReportDestination.Writer {

	private static final Logger logger = LoggerFactory.getLogger(ReportFile.class);

	/** No report is longer; whatever the path leads to, no more is read. */
	private static final int MOST_BYTES = 1024 * 1024;

	/**
	 * Writes beside the file and renames. Where that cannot be done the file is
	 * overwritten: one that is mounted by itself cannot be replaced, and on a full disk
	 * the room that the start marker has taken is left, which is enough for the summary.
	 */
	@Override
	public boolean write(Map<String, Object> report) throws IOException {
		// What a link leads to is replaced, and not the link.
		Path target = Files.exists(this.path) ? this.path.toRealPath() : this.path.toAbsolutePath();
		String text = ExitSummary.JSON.writeToString(report);
		if (Files.exists(target) && !Files.isRegularFile(target)) {
			overwrite(target, text);
			return true;
		}
		try {
			replace(target, text);
		}
		catch (IOException ex) {
			if (!Files.exists(target)) {
				throw ex;
			}
			overwrite(target, text, report, ex);
		}
		return true;
	}

	private static void replace(Path target, String text) throws IOException {
		Path next = target.resolveSibling(target.getFileName() + ".tmp");
		try {
			Files.deleteIfExists(next);
			Files.writeString(next, padded(text), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
			Files.move(next, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		catch (IOException ex) {
			deleteQuietly(next);
			throw ex;
		}
	}

	private static void deleteQuietly(Path next) {
		try {
			Files.deleteIfExists(next);
		}
		catch (IOException ex) {
			logger.debug("{} could not be deleted", next, ex);
		}
	}

	private static void overwrite(Path target, String text, Map<String, Object> report, IOException why)
			throws IOException {
		try {
			overwrite(target, text);
		}
		catch (IOException full) {
			full.addSuppressed(why);
			try {
				overwrite(target, ExitSummary.of(report));
			}
			catch (IOException ex) {
				full.addSuppressed(ex);
				throw full;
			}
		}
	}

	private static void overwrite(Path target, String text) throws IOException {
		try (FileChannel file = FileChannel.open(target, StandardOpenOption.WRITE)) {
			ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
			while (bytes.hasRemaining()) {
				file.write(bytes);
			}
			if (Files.isRegularFile(target)) {
				file.truncate(bytes.limit());
			}
		}
	}

	/** Takes room for the summary as long as there is some. */
	private static String padded(String text) {
		return text + " ".repeat(Math.max(0, ExitSummary.MOST_BYTES - text.length()));
	}

	/** Reads what the process before this one has left. */
	LastExit read() {
		if (!Files.isRegularFile(this.path)) {
			return LastExit.NONE;
		}
		try (InputStream file = Files.newInputStream(this.path)) {
			String text = new String(file.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
			LastExit last = LastExit.of(JsonParserFactory.getJsonParser().parseMap(text), ProcessIdentity.describe(),
					ProcessTraces.ofThisProcess());
			if (last.stage() == ExitStage.UNKNOWN) {
				logger.warn("{} is not an exit report: it is unknown how the previous process ended", this);
			}
			return last;
		}
		catch (IOException | RuntimeException | StackOverflowError ex) {
			// Its message may hold what was in the file, whatever that is.
			logger.warn("{} cannot be read ({}): it is unknown how the previous process ended", this,
					ex.getClass().getName());
			return LastExit.UNKNOWN;
		}
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

}
