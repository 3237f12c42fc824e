package guest;
//DEPS3 org.springframework.kafka:spring-kafka org.springframework.kafka:spring-kafka-test
//DEPS4 kafka org.springframework.kafka:spring-kafka-test
//DEPS json
//PROP spring.kafka.consumer.auto-offset-reset=earliest
//PROP spring.kafka.consumer.group-id=guest
//PROP logging.level.org.apache.kafka=OFF
//PROP logging.level.kafka=OFF
//PROP logging.level.org.apache.kafka.clients=ERROR
//PROP logging.level.state=OFF
//EXITS 0
//SETS
import java.util.concurrent.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.kafka.annotation.*;
import org.springframework.kafka.core.*;
import org.springframework.kafka.test.*;

/** A listener without spring-web. */
@SpringBootApplication
public class Kafka implements CommandLineRunner {

	private static final CountDownLatch received = new CountDownLatch(1);

	private final KafkaTemplate<String, String> template;

	Kafka(KafkaTemplate<String, String> template) {
		this.template = template;
	}

	public static void main(String[] args) {
		EmbeddedKafkaBroker broker = new EmbeddedKafkaKraftBroker(1, 1, "orders");
		SpringApplication application = new SpringApplication(Kafka.class);
		application.addInitializers((context) -> {
			broker.afterPropertiesSet();
			System.setProperty("spring.kafka.bootstrap-servers", broker.getBrokersAsString());
		});
		int code = SpringApplication.exit(application.run(args));
		broker.destroy();
		System.exit(code);
	}

	@Override
	public void run(String... args) throws Exception {
		this.template.send("orders", "one");
		System.out.println("received " + received.await(30, TimeUnit.SECONDS));
	}

	@KafkaListener(topics = "orders")
	void on(String order) {
		received.countDown();
	}

}
