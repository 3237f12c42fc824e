package guest;
//WHAT 50 events written with R2DBC in one transaction in @PreDestroy, in an application of WebFlux, on PostgreSQL: too late for Reactor Netty
//DEPS webflux jdbc org.postgresql:postgresql org.springframework:spring-r2dbc org.postgresql:r2dbc-postgresql
//DEPS4 org.springframework.boot:spring-boot-r2dbc
//PROP spring.autoconfigure.exclude=org.springframework.boot.autoconfigure.r2dbc.R2dbcAutoConfiguration,org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration
//GRACE 20s
//SIGNAL TERM 300
//SQL rows select count(*) from event
//WANT rows=50
import io.r2dbc.spi.*;
import jakarta.annotation.*;
import java.net.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.context.annotation.*;
import org.springframework.core.env.*;
import org.springframework.r2dbc.connection.*;
import org.springframework.r2dbc.core.*;
import org.springframework.transaction.reactive.*;
import reactor.core.publisher.*;

@SpringBootApplication
public class R2dbcPostgresDestroy {

	public static void main(String[] args) {
		SpringApplication.run(R2dbcPostgresDestroy.class, args);
	}

	@Bean
	ConnectionFactory connectionFactory(Environment environment) {
		URI uri = URI.create(environment.getProperty("spring.datasource.url").substring("jdbc:".length()));
		ConnectionFactoryOptions.Builder options = ConnectionFactoryOptions.builder()
			.option(ConnectionFactoryOptions.DRIVER, "postgresql")
			.option(ConnectionFactoryOptions.HOST, uri.getHost())
			.option(ConnectionFactoryOptions.PORT, uri.getPort())
			.option(ConnectionFactoryOptions.DATABASE, uri.getPath().substring(1))
			.option(ConnectionFactoryOptions.USER, environment.getProperty("spring.datasource.username", "postgres"))
			.option(ConnectionFactoryOptions.PASSWORD,
					environment.getProperty("spring.datasource.password", "postgres"));
		return ConnectionFactories.get(options.build());
	}

	@Bean
	Buffer buffer(ConnectionFactory connections) {
		return new Buffer(DatabaseClient.create(connections),
				TransactionalOperator.create(new R2dbcTransactionManager(connections)));
	}

	static class Buffer {

		private final DatabaseClient database;

		private final TransactionalOperator transaction;

		Buffer(DatabaseClient database, TransactionalOperator transaction) {
			this.database = database;
			this.transaction = transaction;
		}

		@PreDestroy
		void flush() {
			Flux.range(0, 50)
				.concatMap((i) -> this.database.sql("insert into event values ('event " + i + "')").then())
				.as(this.transaction::transactional)
				.blockLast(java.time.Duration.ofSeconds(10));
		}

	}

}
