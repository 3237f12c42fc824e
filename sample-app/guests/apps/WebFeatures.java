package guest;
//DEPS web actuator
//PROP server.compression.enabled=true
//PROP server.compression.min-response-size=10
//PROP server.servlet.context-path=/app
//PROP server.forward-headers-strategy=framework
//PROP server.tomcat.accesslog.enabled=true
//PROP server.tomcat.accesslog.directory=/dev
//PROP server.tomcat.accesslog.prefix=stdout
//PROP server.tomcat.accesslog.suffix=
//PROP server.tomcat.accesslog.file-date-format=
//PROP server.tomcat.accesslog.pattern=access %r %s %b
//FILE static/page.html
//| <html><body>A page that is longer than ten bytes</body></html>
//REQ GET /app/hello Accept-Encoding: gzip
//REQ GET /app/page.html Range: bytes=0-5
//REQ HEAD /app/page.html
//REQ GET /app/page.html If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT
//REQ GET /app/large
//REQ GET /app/etag
//REQ GET /app/etag If-None-Match: "05d41402abc4b2a76b9719d911017c592"
//REQ POST /app/form Content-Type: application/x-www-form-urlencoded | a=1&b=2
//REQ POST /app/upload Content-Type: multipart/form-data; boundary=x | --x%0D%0A
//REQ GET /app/redirect X-Forwarded-Host: example.org; X-Forwarded-Proto: https
//REQ GET /app/session
//REQ GET /app/session
//REQ OPTIONS /app/hello Origin: http://a; Access-Control-Request-Method: GET
//REQ GET /app/types
//REQ GET /app/actuator/health
//REQ GET /outside
//REQ TRACE /app/hello
//REQ GET /app/%2e%2e/x
//REQ GET /hello
//REQ GET /fail
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class WebFeatures {

	public static void main(String[] args) {
		SpringApplication.run(WebFeatures.class, args);
	}

	@GetMapping("/hello")
	String hello() {
		return "hello";
	}

	@GetMapping("/fail")
	String fail() {
		throw new IllegalStateException("fails");
	}

	@GetMapping("/large")
	String large() {
		return "x".repeat(100_000);
	}

	@GetMapping("/etag")
	String etag() {
		return "hello";
	}

	@PostMapping("/form")
	String form(@RequestParam int a, @RequestParam int b) {
		return String.valueOf(a + b);
	}

	@PostMapping("/upload")
	String upload(@RequestParam(required = false) String a) {
		return "uploaded " + a;
	}

	@GetMapping("/redirect")
	org.springframework.http.ResponseEntity<Void> redirect() {
		return org.springframework.http.ResponseEntity.status(302)
			.location(org.springframework.web.servlet.support.ServletUriComponentsBuilder.fromCurrentContextPath().path("/there").build().toUri())
			.build();
	}

	@GetMapping("/session")
	String session(jakarta.servlet.http.HttpSession session) {
		return String.valueOf(session.isNew());
	}

	@GetMapping("/types")
	String types(jakarta.servlet.http.HttpServletRequest request, jakarta.servlet.http.HttpServletResponse response) {
		return request.getDispatcherType() + " " + request.isAsyncSupported() + " " + response.getBufferSize() + " "
				+ Thread.currentThread().getName().replaceAll("\\d", "#");
	}

	@org.springframework.context.annotation.Bean
	org.springframework.boot.web.servlet.FilterRegistrationBean<org.springframework.web.filter.ShallowEtagHeaderFilter> etagFilter() {
		org.springframework.boot.web.servlet.FilterRegistrationBean<org.springframework.web.filter.ShallowEtagHeaderFilter> bean = new org.springframework.boot.web.servlet.FilterRegistrationBean<>(
				new org.springframework.web.filter.ShallowEtagHeaderFilter());
		bean.addUrlPatterns("/etag");
		return bean;
	}
}
