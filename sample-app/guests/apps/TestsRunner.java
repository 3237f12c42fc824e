package guest;
//DEPS
//TESTS TestsRunner
import static org.assertj.core.api.Assertions.*;

import org.junit.jupiter.api.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.boot.autoconfigure.context.*;
import org.springframework.boot.autoconfigure.task.*;
import org.springframework.boot.test.context.*;
import org.springframework.boot.test.context.runner.*;
import org.springframework.core.task.*;

@SpringBootTest
@SpringBootApplication
class TestsRunner {

	@Test
	void withoutWeb(@org.springframework.beans.factory.annotation.Autowired AsyncTaskExecutor executor) throws Exception {
		assertThat(executor.submit(() -> "done").get()).isEqualTo("done");
	}

	@Test
	void runner() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(TaskExecutor.class));
	}

}
