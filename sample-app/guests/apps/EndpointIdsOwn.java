package guest;
//DEPS web actuator
//PROP management.endpoints.web.exposure.include=*
//REQ GET /actuator/drain
//REQ GET /actuator/reload
//REQ GET /actuator/panics
//REQ GET /actuator/readonly
//REQ GET /actuator/reloads
//REQ GET /actuator/shutdownstatus
//PROP management.endpoint.drain.access=read-only
//PROP management.endpoint.reload.access=read-only
//PROP management.endpoint.readonly.access=read-only
import java.util.*;
import java.util.concurrent.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.web.bind.annotation.*;

import org.springframework.boot.actuate.endpoint.annotation.*;
/** Endpoints with the ids of the starter. */
@SpringBootApplication
public class EndpointIdsOwn {
	public static void main(String[] args) { SpringApplication.run(EndpointIdsOwn.class, args); }
	@Bean Drain drain() { return new Drain(); }
	@Bean Reload reload() { return new Reload(); }
	@Bean Panics panics() { return new Panics(); }
	@Bean Ro ro() { return new Ro(); }
	@Bean Reloads reloads() { return new Reloads(); }
	@Bean Status status() { return new Status(); }
	@Endpoint(id = "drain") static class Drain { @ReadOperation public String get() { return "mine"; } }
	@Endpoint(id = "reload") static class Reload { @ReadOperation public String get() { return "mine"; } }
	@Endpoint(id = "panics") static class Panics { @ReadOperation public String get() { return "mine"; } }
	@Endpoint(id = "reloads") static class Reloads { @ReadOperation public String get() { return "mine"; } }
	@Endpoint(id = "shutdownstatus") static class Status { @ReadOperation public String get() { return "mine"; } }
	@Endpoint(id = "readonly") static class Ro { @ReadOperation public String get() { return "mine"; } }
}
