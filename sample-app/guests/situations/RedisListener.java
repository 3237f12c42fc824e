package guest;
//WHAT a message of Redis whose listener writes to Redis after 2 s
//DEPS data-redis
//REDIS
//PROP spring.data.redis.port=${guest.redis.port}
//GRACE 20s
//AFTER ^begun
//SIGNAL TERM 300
//UNSEEN a thread of the container
//KEY done done
//WANT done=1
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.data.redis.connection.*;
import org.springframework.data.redis.core.*;
import org.springframework.data.redis.listener.*;

@SpringBootApplication
public class RedisListener {

	public static void main(String[] args) {
		SpringApplication.run(RedisListener.class, args);
	}

	@Bean
	static RedisMessageListenerContainer container(RedisConnectionFactory factory, StringRedisTemplate redis) {
		RedisMessageListenerContainer container = new RedisMessageListenerContainer();
		container.setConnectionFactory(factory);
		container.addMessageListener((message, pattern) -> {
			System.out.println("begun");
			sleep(2000);
			redis.opsForValue().set("done", "yes");
		}, new ChannelTopic("topic"));
		return container;
	}

	@Bean
	static ApplicationRunner send(StringRedisTemplate redis) {
		return (args) -> redis.convertAndSend("topic", "text");
	}

	static void sleep(long millis) {
		try {
			Thread.sleep(millis);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
