package guest;
//DEPS web actuator data-redis
//REDIS
//PROP spring.data.redis.port=${guest.redis.port}
//REQ GET /
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.data.annotation.*;
import org.springframework.data.redis.core.*;
import org.springframework.data.repository.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
@org.springframework.data.redis.repository.configuration.EnableRedisRepositories(considerNestedRepositories = true)
public class RedisRepositories {

	private final Persons persons;

	RedisRepositories(Persons persons) {
		this.persons = persons;
	}

	public static void main(String[] args) {
		SpringApplication.run(RedisRepositories.class, args);
	}

	@GetMapping("/")
	Person save() {
		return this.persons.save(new Person("1", "Ann"));
	}

	@RedisHash
	record Person(@Id String id, String name) {

	}

	interface Persons extends CrudRepository<Person, String> {

	}

}
