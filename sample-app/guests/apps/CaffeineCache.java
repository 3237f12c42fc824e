package guest;
//DEPS web actuator cache com.github.ben-manes.caffeine:caffeine
//PROP spring.cache.type=caffeine
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
public class CaffeineCache {

	public static void main(String[] args) {
		SpringApplication.run(CaffeineCache.class, args);
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
