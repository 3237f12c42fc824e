package guest;
//DEPS web actuator
//REQ GET /hello
//REQ GET /hello HTTP: x
import java.util.*;
import java.util.concurrent.*;
import org.springframework.beans.factory.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.*;
import org.springframework.context.annotation.*;
import org.springframework.web.bind.annotation.*;

import jakarta.servlet.*;
/** A filter that uses what only Tomcat's response has. */
@SpringBootApplication
@RestController
public class ResponseCast {
	public static void main(String[] args) { SpringApplication.run(ResponseCast.class, args); }
	@GetMapping("/hello") String hello() { return "hello"; }
	@Bean Filter casting() { return (request, response, chain) -> { ((org.apache.catalina.connector.ResponseFacade) response).addHeader("X-Request", request.getClass().getName()); ((org.apache.catalina.connector.ResponseFacade) response).addHeader("X-Finished", "" + ((org.apache.catalina.connector.ResponseFacade) response).isFinished()); chain.doFilter(request, response); }; }
}
