package guest;
//WHAT a request of 3 s whose session is written to Redis at its end
//DEPS web data-redis org.springframework.session:spring-session-data-redis
//DEPS4 web data-redis session-data-redis
//REDIS
//PROP spring.data.redis.port=${guest.redis.port}
//GRACE 20s
//SIGNAL TERM 500
//CALL answer 200 GET /slow
//KEY sessions spring:session:sessions:*
//WANT answer=200 sessions=[1-9]
import jakarta.servlet.http.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class SessionWrite {

	public static void main(String[] args) {
		SpringApplication.run(SessionWrite.class, args);
	}

	@GetMapping("/slow")
	String slow(HttpServletRequest request) throws InterruptedException {
		Thread.sleep(3000);
		request.getSession().setAttribute("cart", "full");
		return "slow";
	}

}
