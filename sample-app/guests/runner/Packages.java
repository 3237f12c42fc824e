import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A fat jar, and a web application in a Tomcat of its own. */
final class Packages {

	private Packages() {
	}

	static Path fat(Path run, String main, Path classes, Path probe, String libraries) throws IOException {
		Path jar = run.resolve("guest.jar");
		try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
			put(out, "META-INF/MANIFEST.MF", """
					Manifest-Version: 1.0
					Main-Class: org.springframework.boot.loader.launch.JarLauncher
					Start-Class: %s
					Spring-Boot-Classes: BOOT-INF/classes/
					Spring-Boot-Lib: BOOT-INF/lib/

					""".formatted(main).getBytes());
			put(out, "BOOT-INF/classes/", new byte[0]);
			put(out, "BOOT-INF/lib/", new byte[0]);
			for (Path directory : List.of(classes, probe)) {
				for (Path file : files(directory)) {
					put(out, "BOOT-INF/classes/" + directory.relativize(file), Files.readAllBytes(file));
				}
			}
			for (Path library : Build.split(libraries)) {
				if (library.getFileName().toString().startsWith("spring-boot-loader-")) {
					loader(out, library);
				}
				else {
					put(out, "BOOT-INF/lib/" + library.getFileName(), Files.readAllBytes(library));
				}
			}
		}
		return jar;
	}

	private static void loader(JarOutputStream out, Path library) throws IOException {
		try (JarFile jar = new JarFile(library.toFile())) {
			for (JarEntry entry : jar.stream().filter((each) -> each.getName().endsWith(".class")).toList()) {
				try (InputStream in = jar.getInputStream(entry)) {
					put(out, entry.getName(), in.readAllBytes());
				}
			}
		}
	}

	/** Stored, not compressed, as the loader wants nested archives. */
	private static void put(JarOutputStream out, String name, byte[] bytes) throws IOException {
		JarEntry entry = new JarEntry(name);
		CRC32 sum = new CRC32();
		sum.update(bytes);
		entry.setMethod(ZipEntry.STORED);
		entry.setSize(bytes.length);
		entry.setCompressedSize(bytes.length);
		entry.setCrc(sum.getValue());
		out.putNextEntry(entry);
		out.write(bytes);
		out.closeEntry();
	}

	/** The distribution of Tomcat is the one zip among the libraries. */
	static List<String> war(List<String> java, Path run, Path classes, Path probe, String libraries)
			throws IOException {
		Path web = run.resolve("tomcat/webapps/ROOT/WEB-INF");
		for (Path directory : List.of(classes, probe)) {
			for (Path file : files(directory)) {
				copy(file, web.resolve("classes").resolve(directory.relativize(file).toString()));
			}
		}
		Path home = null;
		for (Path library : Build.split(libraries)) {
			if (library.toString().endsWith(".zip")) {
				home = unzip(library, run.resolve("distribution"));
			}
			else if (!library.getFileName().toString().startsWith("tomcat-embed-")) {
				copy(library, web.resolve("lib").resolve(library.getFileName().toString()));
			}
		}
		Path base = run.resolve("tomcat");
		Files.createDirectories(base.resolve("temp"));
		Path conf = Files.createDirectories(base.resolve("conf"));
		Files.writeString(conf.resolve("server.xml"), """
				<Server port="-1"><Service name="Catalina"><Connector port="%s" address="127.0.0.1"/>
				<Engine name="Catalina" defaultHost="localhost"><Host name="localhost" appBase="webapps"/></Engine>
				</Service></Server>
				""".formatted("${guest.port}"));
		List<String> command = new ArrayList<>(java);
		command.addAll(List.of("-Dcatalina.home=" + home, "-Dcatalina.base=" + base, "-Djava.io.tmpdir=" + base.resolve("temp"),
				"--add-opens=java.base/java.lang=ALL-UNNAMED", "-cp",
				home.resolve("bin/bootstrap.jar") + ":" + home.resolve("bin/tomcat-juli.jar"),
				"org.apache.catalina.startup.Bootstrap", "start"));
		return command;
	}

	private static Path unzip(Path zip, Path target) throws IOException {
		try (ZipFile file = new ZipFile(zip.toFile())) {
			for (ZipEntry entry : file.stream().map(ZipEntry.class::cast).toList()) {
				if (!entry.isDirectory() && !entry.getName().contains("/webapps/")) {
					Path path = target.resolve(entry.getName());
					Files.createDirectories(path.getParent());
					try (InputStream in = file.getInputStream(entry); OutputStream out = Files.newOutputStream(path)) {
						in.transferTo(out);
					}
				}
			}
		}
		try (Stream<Path> entries = Files.list(target)) {
			return entries.findFirst().orElseThrow();
		}
	}

	private static void copy(Path from, Path to) throws IOException {
		Files.createDirectories(to.getParent());
		Files.copy(from, to);
	}

	private static List<Path> files(Path directory) throws IOException {
		try (Stream<Path> files = Files.walk(directory)) {
			return files.filter(Files::isRegularFile).toList();
		}
	}

}
