package io.softlanding.panic;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * The last good responses, a hundred of 64 kB at most, and only those that everybody may
 * see: answers to GET without credentials that set no cookie and are not private.
 */
final class LastGood {

	static final int LONGEST_BODY = 64 * 1024;

	private static final int MOST = 100;

	private static final int LONGEST_KEY = 1000;

	private static final String CERTIFICATE = "jakarta.servlet.request.X509Certificate";

	private final Map<String, GoodResponse> responses = new LinkedHashMap<>(16, 0.75f, true) {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, GoodResponse> eldest) {
			return size() > MOST;
		}

	};

	/** Whether what this request gets may be kept, and may be what was kept. */
	static boolean isPublic(HttpServletRequest request) {
		return request.getMethod().equals("GET") && request.getUserPrincipal() == null
				&& request.getAttribute(CERTIFICATE) == null
				&& Collections.list(request.getHeaderNames()).stream().noneMatch(LastGood::isCredential);
	}

	/** Whatever a service calls its keys: too many are better than one too few. */
	private static boolean isCredential(String header) {
		String name = header.toLowerCase(Locale.ROOT);
		return name.equals("cookie") || name.contains("auth") || name.contains("key") || name.contains("token");
	}

	private static boolean isPublic(HttpServletResponse response) {
		return response.getStatus() == HttpServletResponse.SC_OK && response.getHeader("Set-Cookie") == null
				&& response.getHeader("Vary") == null && response.getHeader("Content-Encoding") == null
				&& response.getHeaders("Cache-Control")
					.stream()
					.map((control) -> control.toLowerCase(Locale.ROOT))
					.noneMatch((control) -> control.contains("private") || control.contains("no-store"));
	}

	void put(HttpServletRequest request, HttpServletResponse response, byte[] body) {
		String key = key(request);
		if (key.length() <= LONGEST_KEY && isPublic(request) && isPublic(response)) {
			GoodResponse good = new GoodResponse(response.getStatus(), response.getContentType(), body);
			synchronized (this.responses) {
				this.responses.put(key, good);
			}
		}
	}

	@Nullable GoodResponse get(HttpServletRequest request) {
		if (!isPublic(request)) {
			return null;
		}
		synchronized (this.responses) {
			return this.responses.get(key(request));
		}
	}

	private static String key(HttpServletRequest request) {
		return request.getScheme() + "://" + request.getServerName() + ':' + request.getServerPort()
				+ request.getRequestURI() + '?' + request.getQueryString() + ' ' + request.getHeader("Accept") + ' '
				+ request.getHeader("Accept-Language");
	}

}
