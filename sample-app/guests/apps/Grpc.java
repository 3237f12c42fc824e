package guest;
//DEPS3 org.springframework.grpc:spring-grpc-spring-boot-starter:0.12.0
//DEPS4 grpc-server
//DEPS io.grpc:grpc-services
//BOM3 org.springframework.grpc:spring-grpc-dependencies:0.12.0
//PROP spring.grpc.server.port=0
//PROP spring.main.keep-alive=true
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;

@SpringBootApplication
public class Grpc {

	public static void main(String[] args) {
		SpringApplication.run(Grpc.class, args);
	}

}
