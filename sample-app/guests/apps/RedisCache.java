package guest;
//DEPS web actuator data-redis cache
//REDIS
//PROP spring.data.redis.port=${guest.redis.port}
//PROP spring.cache.type=redis
//REQ GET /a
//REQ GET /a
//REQ DELETE /a
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.cache.annotation.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
@EnableCaching
public class RedisCache {

	public static void main(String[] args) {
		SpringApplication.run(RedisCache.class, args);
	}

	@GetMapping("/{key}")
	@Cacheable("values")
	public String value(@PathVariable String key) {
		System.out.println("computed");
		return key + key;
	}

	@DeleteMapping("/{key}")
	@CacheEvict("values")
	public void evict(@PathVariable String key) {
	}

}
