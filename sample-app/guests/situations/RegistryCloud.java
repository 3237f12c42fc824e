package guest;
//WHAT a service registry of Spring Cloud, and a request of 3 s
//DEPS web org.springframework.cloud:spring-cloud-commons
//BOM3 org.springframework.cloud:spring-cloud-dependencies:2025.0.0
//BOM4 org.springframework.cloud:spring-cloud-dependencies:2025.1.0
//GRACE 20s
//SIGNAL TERM 500
//CALL answer 200 GET /slow
//WITHIN told 1000 deregistered
//LINE times deregistered
//WANT answer=200 told=yes times=1
//BOOT 3.5
//SAMPLE
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.cloud.client.serviceregistry.*;
import org.springframework.context.annotation.*;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class RegistryCloud {

	public static void main(String[] args) {
		SpringApplication.run(RegistryCloud.class, args);
	}

	@Bean
	static ServiceRegistry<Registration> registry() {
		return new ServiceRegistry<>() {

			@Override
			public void register(Registration registration) {
				System.out.println("registered");
			}

			@Override
			public void deregister(Registration registration) {
				System.out.println(System.currentTimeMillis() + " deregistered");
			}

			@Override
			public void close() {
			}

			@Override
			public void setStatus(Registration registration, String status) {
			}

			@Override
			public <T> T getStatus(Registration registration) {
				return null;
			}

		};
	}

	@Bean
	static AbstractAutoServiceRegistration<Registration> registration(ServiceRegistry<Registration> registry) {
		org.springframework.cloud.client.DefaultServiceInstance instance = new org.springframework.cloud.client.DefaultServiceInstance(
				"one", "service", "127.0.0.1", 80, false);
		Registration registration = (Registration) java.lang.reflect.Proxy.newProxyInstance(RegistryCloud.class.getClassLoader(),
				new Class<?>[] { Registration.class }, (proxy, method, args) -> method.invoke(instance, args));
		return new AbstractAutoServiceRegistration<>(registry, new AutoServiceRegistrationProperties()) {

			@Override
			protected Object getConfiguration() {
				return registration;
			}

			@Override
			protected boolean isEnabled() {
				return true;
			}

			@Override
			protected Registration getRegistration() {
				return registration;
			}

			@Override
			protected Registration getManagementRegistration() {
				return null;
			}

		};
	}

	@GetMapping("/slow")
	String slow() throws InterruptedException {
		Thread.sleep(3000);
		return "slow";
	}

}
