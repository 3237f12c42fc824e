package guest;
//DEPS web actuator jdbc com.h2database:h2
//TESTS TestsMocksMock TestsMocksSpy TestsMocksDirty
import static org.assertj.core.api.Assertions.*;
import static org.mockito.Mockito.*;

import java.sql.Connection;
import javax.sql.DataSource;
import org.junit.jupiter.api.*;
import org.springframework.beans.factory.annotation.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.boot.test.context.*;
import org.springframework.jdbc.core.*;
import org.springframework.test.annotation.*;
import org.springframework.test.context.bean.override.mockito.*;

@SpringBootApplication
public class TestsMocks {

}

@SpringBootTest
class TestsMocksMock {

	@MockitoBean
	DataSource source;

	@Test
	void isMock() throws Exception {
		clearInvocations(this.source);
		Connection connection = mock(Connection.class);
		when(this.source.getConnection()).thenReturn(connection);
		assertThat(mockingDetails(this.source).isMock()).isTrue();
		assertThat(this.source.getConnection()).isSameAs(connection);
		verify(this.source).getConnection();
		verifyNoMoreInteractions(this.source);
	}

}

@SpringBootTest
class TestsMocksSpy {

	@MockitoSpyBean
	DataSource source;

	@Autowired
	JdbcTemplate jdbc;

	@Test
	void isSpy() throws Exception {
		clearInvocations(this.source);
		this.jdbc.queryForObject("select 1", Integer.class);
		verify(this.source, times(1)).getConnection();
		assertThat(mockingDetails(this.source).isSpy()).isTrue();
	}

}

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_EACH_TEST_METHOD)
class TestsMocksDirty {

	@RepeatedTest(4)
	void starts() {
	}

}
