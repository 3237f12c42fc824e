package io.softlanding.web;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClosingResponse}.
 */
class ClosingResponseTests {

	private final AtomicBoolean draining = new AtomicBoolean();

	private @Nullable Supplier<Map<String, String>> trailers;

	private boolean refusesTrailers;

	private final MockHttpServletResponse server = new MockHttpServletResponse() {

		@Override
		public void setTrailerFields(@Nullable Supplier<Map<String, String>> supplier) {
			if (ClosingResponseTests.this.refusesTrailers) {
				throw new IllegalStateException("on purpose");
			}
			ClosingResponseTests.this.trailers = supplier;
		}

		@Override
		public @Nullable Supplier<Map<String, String>> getTrailerFields() {
			return ClosingResponseTests.this.trailers;
		}

	};

	private final ClosingResponse response = new ClosingResponse(this.server, true, this.draining::get);

	/** The ways to begin an answer. */
	enum Beginning {

		STREAM {
			@Override
			void begin(ClosingResponse response) throws Exception {
				response.getOutputStream();
			}
		},
		WRITER {
			@Override
			void begin(ClosingResponse response) throws Exception {
				response.getWriter();
			}
		},
		FLUSH {
			@Override
			void begin(ClosingResponse response) throws Exception {
				response.flushBuffer();
			}
		},
		ERROR {
			@Override
			void begin(ClosingResponse response) throws Exception {
				response.sendError(404);
			}
		},
		ERROR_WITH_MESSAGE {
			@Override
			void begin(ClosingResponse response) throws Exception {
				response.sendError(404, "not here");
			}
		},
		REDIRECT {
			@Override
			void begin(ClosingResponse response) throws Exception {
				response.sendRedirect("/elsewhere");
			}
		},
		END {
			@Override
			void begin(ClosingResponse response) throws Exception {
				response.close();
			}
		};

		abstract void begin(ClosingResponse response) throws Exception;

	}

	@ParameterizedTest
	@EnumSource
	void anAnswerBegunWhileDrainingClosesTheConnection(Beginning beginning) throws Exception {
		this.draining.set(true);
		beginning.begin(this.response);
		assertThat(this.server.getHeader("Connection")).isEqualTo("close");
	}

	@ParameterizedTest
	@EnumSource
	void anAnswerBegunBeforeDoesNot(Beginning beginning) throws Exception {
		beginning.begin(this.response);
		assertThat(this.server.containsHeader("Connection")).isFalse();
	}

	@Test
	void anAnswerBegunBeforeAndFlushedWhileDrainingDoes() throws Exception {
		this.response.getWriter().write("begun");
		this.draining.set(true);
		this.response.flushBuffer();
		assertThat(this.server.getHeader("Connection")).isEqualTo("close");
	}

	@Test
	void anUpgradeKeepsItsOwnConnectionHeader() {
		this.draining.set(true);
		this.server.setStatus(101);
		this.server.setHeader("Connection", "upgrade");
		this.response.close();
		assertThat(this.server.getHeader("Connection")).isEqualTo("upgrade");
	}

	@Test
	void aBodyOfUnknownLengthIsStillSentInChunks() throws Exception {
		this.draining.set(true);
		this.response.getOutputStream();
		assertThat(this.trailers).isNotNull();
		assertThat(this.trailers.get()).isNull();
	}

	@Test
	void aBodyOfKnownLengthIsNot() throws Exception {
		this.draining.set(true);
		this.response.setContentLength(3);
		this.response.getOutputStream();
		assertThat(this.trailers).isNull();
	}

	@Test
	void aBodyBegunBeforeIsNot() throws Exception {
		this.response.getOutputStream();
		assertThat(this.trailers).isNull();
	}

	@Test
	void aServerThatRefusesTrailersStillAnswers() throws Exception {
		this.draining.set(true);
		this.refusesTrailers = true;
		this.response.getWriter().write("answer");
		assertThat(this.server.getContentAsString()).isEqualTo("answer");
		assertThat(this.server.getHeader("Connection")).isEqualTo("close");
	}

	@Test
	void trailersOfTheApplicationStay() throws Exception {
		this.draining.set(true);
		Supplier<Map<String, String>> own = Map::of;
		this.response.setTrailerFields(own);
		this.response.getOutputStream();
		assertThat(this.trailers).isSameAs(own);
	}

	@Test
	void anAnswerToHeadIsNot() throws Exception {
		this.draining.set(true);
		new ClosingResponse(this.server, false, this.draining::get).getOutputStream();
		assertThat(this.trailers).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 204, 205, 304 })
	void anAnswerWithoutBodyIsNot(int status) throws Exception {
		this.draining.set(true);
		this.response.setStatus(status);
		this.response.getOutputStream();
		assertThat(this.trailers).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 204, 205, 304 })
	void anAnswerThatTurnsOutToHaveNoBodyIsNotAnyMore(int status) throws Exception {
		this.draining.set(true);
		this.response.getOutputStream();
		this.response.setStatus(status);
		assertThat(this.trailers).isNull();
	}

}
