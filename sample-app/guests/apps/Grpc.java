package guest;
//DEPS3 org.springframework.grpc:spring-grpc-spring-boot-starter:0.12.0
//DEPS4 org.springframework.grpc:spring-grpc-server-spring-boot-starter:1.1.2
//PROP spring.grpc.server.port=0
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;

@SpringBootApplication
public class Grpc {

	public static void main(String[] args) {
		SpringApplication.run(Grpc.class, args);
	}

}
