package guest;
//DEPS web actuator
//DEPS3 de.codecentric:spring-boot-admin-starter-client:3.5.0 org.springframework.cloud:spring-cloud-starter-netflix-eureka-client org.springframework.cloud:spring-cloud-starter-config
//BOM3 org.springframework.cloud:spring-cloud-dependencies:2025.0.0
//BOOT 3.5
//PROP spring.cloud.config.enabled=false
//PROP eureka.client.enabled=false
//PROP spring.boot.admin.client.enabled=false
//REQ GET /actuator/health
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;

@SpringBootApplication
public class AdminClients {

	public static void main(String[] args) {
		SpringApplication.run(AdminClients.class, args);
	}

}
