package guest;
//DEPS web actuator graphql
//FILE graphql/schema.graphqls
//| type Query { hello(name: String): String  fails: String }
//REQ POST /graphql Content-Type: application/json | {"query":"{ hello(name: \"x\") }"}
//REQ POST /graphql Content-Type: application/json | {"query":"{ fails }"}
//REQ POST /graphql Content-Type: application/json | {"query":"{ nothing }"}
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.graphql.data.method.annotation.*;
import org.springframework.stereotype.*;

@SpringBootApplication
@Controller
public class GraphQl {

	public static void main(String[] args) {
		SpringApplication.run(GraphQl.class, args);
	}

	@QueryMapping
	String hello(@Argument String name) {
		return "hello " + name;
	}

	@QueryMapping
	String fails() {
		throw new IllegalStateException("fails");
	}

}
