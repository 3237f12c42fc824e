package guest;
//WHAT a download of 12 s of a StreamingResponseBody of unknown length, which writes a row at its end; grace period 20 s
//DEPS web jdbc com.h2database:h2
//GRACE 20s
//SIGNAL TERM 500
//SQL rows select count(*) from event
//CALL answer 100 GET /download
//WANT rows=1 answer=200
import org.springframework.boot.*;
import org.springframework.boot.autoconfigure.*;
import org.springframework.jdbc.core.*;
import org.springframework.web.bind.annotation.*;
import org.springframework.web.servlet.mvc.method.annotation.*;

@SpringBootApplication
@RestController
public class DownloadLong {

	private final JdbcTemplate jdbc;

	DownloadLong(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	public static void main(String[] args) {
		SpringApplication.run(DownloadLong.class, args);
	}

	@GetMapping("/download")
	StreamingResponseBody download() {
		return (out) -> {
			for (int i = 0; i < 120; i++) {
				out.write("a line\n".getBytes());
				out.flush();
				sleep(100);
			}
			this.jdbc.update("insert into event values ('done')");
		};
	}

	static void sleep(long millis) {
		try {
			Thread.sleep(millis);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
