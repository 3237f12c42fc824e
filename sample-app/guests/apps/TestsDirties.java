package guest;
//DEPS web actuator jdbc com.h2database:h2 test
//PROP spring.datasource.url=jdbc:h2:mem:dirty
//PROP spring.datasource.hikari.maximum-pool-size=1
//TESTS TestsDirties
import org.junit.jupiter.api.*;
import org.springframework.beans.factory.annotation.*;
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.boot.test.context.*;
import org.springframework.boot.test.context.runner.*;
import org.springframework.boot.test.system.*;
import org.junit.jupiter.api.extension.*;
import org.springframework.boot.logging.*;
import org.springframework.context.*;
import org.springframework.context.annotation.*;
import org.springframework.test.annotation.*;
import org.springframework.test.context.event.*;
import static org.assertj.core.api.Assertions.*;
@SpringBootApplication
@SpringBootTest(classes = TestsDirties.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ExtendWith(OutputCaptureExtension.class)
@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_EACH_TEST_METHOD)
public class TestsDirties {
	@Autowired ApplicationContext context; @Autowired javax.sql.DataSource source;
	@Test void one() throws Exception { try (var c = source.getConnection()) { assertThat(c.isValid(1)).isTrue(); } }
	@Test void two(CapturedOutput out) throws Exception { try (var c = source.getConnection()) { c.createStatement().execute("create table t (id int)"); } assertThat(out.getOut()).doesNotContain("WARN"); }
	@Test void runner() { new WebApplicationContextRunner().withUserConfiguration(Auto.class).run((c) -> { assertThat(c).hasNotFailed(); assertThat(c).doesNotHaveBean(Runnable.class); assertThat(c).hasSingleBean(org.springframework.core.task.TaskExecutor.class); }); }
	@Test void failing() { new ApplicationContextRunner().withUserConfiguration(Auto.class).withBean("bad", Object.class, () -> { throw new IllegalStateException("bad"); }).run((c) -> assertThat(c).getFailure().rootCause().hasMessage("bad")); }
	@Test void closeFast() { new ApplicationContextRunner().withUserConfiguration(Auto.class).run((c) -> { long t = System.nanoTime(); c.close(); System.out.println("guest-ms close " + (System.nanoTime() - t) / 1e6); }); }
	@Configuration @EnableAutoConfiguration static class Auto { }
}
