package soquete.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/// A program of everyday life with its clients, made ready in a folder of its own. All listen on port 7000.
enum RealProgram {
    JAVA("python3") {
        @Override
        Started in(Path folder) throws IOException {
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            return new Started(
                    List.of(java, copied("EchoServer.java", folder), PORT, "2"),
                    held(folder, "echo"),
                    quick(folder, "echo"));
        }
    },
    NODE("node", "python3") {
        @Override
        Started in(Path folder) throws IOException {
            return new Started(
                    List.of("node", copied("echo_server.js", folder), PORT, "2"),
                    held(folder, "echo"),
                    quick(folder, "echo"));
        }
    },
    C_DYNAMIC("gcc", "python3") {
        @Override
        Started in(Path folder) throws IOException, InterruptedException {
            return new Started(List.of(compiled(folder), PORT, "2"), held(folder, "echo"), quick(folder, "echo"));
        }
    },
    C_STATIC("gcc", "python3") {
        @Override
        Started in(Path folder) throws IOException, InterruptedException {
            return new Started(
                    List.of(compiled(folder, "-static"), PORT, "2"), held(folder, "echo"), quick(folder, "echo"));
        }
    },
    NC("nc") {
        @Override
        Started in(Path folder) {
            return new Started(
                    List.of("nc", "-l", "127.0.0.1", PORT),
                    "sh -c '(echo held; head -n 1 " + folder.resolve(FIFO) + ") | nc -N 127.0.0.1 " + PORT + "'");
        }
    },
    CURL("curl", "python3") {
        @Override
        Started in(Path folder) throws IOException {
            return new Started(
                    List.of("python3", "-m", "http.server", PORT, "--bind", "127.0.0.1", "-d", site(folder)),
                    held(folder, "http"),
                    "curl -s -o " + folder.resolve("got") + " http://127.0.0.1:" + PORT + "/big");
        }
    },
    /// One master and one worker, which is another user's.
    NGINX("nginx", "curl", "python3") {
        @Override
        Started in(Path folder) throws IOException {
            Path configuration =
                    Files.writeString(folder.resolve("nginx.conf"), """
                    daemon off;
                    worker_processes 1;
                    pid FOLDER/nginx.pid;
                    error_log stderr;
                    events { worker_connections 128; }
                    http {
                      access_log off;
                      sendfile on;
                      client_body_temp_path FOLDER/body;
                      proxy_temp_path FOLDER/proxy;
                      fastcgi_temp_path FOLDER/fastcgi;
                      uwsgi_temp_path FOLDER/uwsgi;
                      scgi_temp_path FOLDER/scgi;
                      server { listen 127.0.0.1:PORT; root SITE; }
                    }
                    """.replace("FOLDER", folder.toString())
                            .replace("PORT", PORT)
                            .replace("SITE", site(folder)));
            return new Started(
                    List.of("nginx", "-e", "stderr", "-c", configuration.toString()),
                    held(folder, "kept"),
                    "curl -s -o " + folder.resolve("got") + " http://127.0.0.1:" + PORT + "/big");
        }
    },
    /// With 50 clients, and the one that holds on.
    REDIS("redis-server", "redis-benchmark", "python3") {
        @Override
        Started in(Path folder) throws IOException {
            return new Started(
                    List.of(
                            "redis-server",
                            "--port",
                            PORT,
                            "--bind",
                            "127.0.0.1",
                            "--save",
                            "",
                            "--dir",
                            folder.toString()),
                    held(folder, "redis"),
                    "redis-benchmark -q -p " + PORT + " -c 50 -n 200 -t ping_mbulk");
        }
    },
    /// Its transfer is over before anybody could look at it. As fast as it can it ends with what was not read, and RST.
    IPERF3("iperf3") {
        @Override
        Started in(Path folder) {
            return new Started(
                    List.of("iperf3", "-s", "-1", "-B", "127.0.0.1", "-p", PORT),
                    "iperf3 -c 127.0.0.1 -n 2M -b 200M -p " + PORT);
        }
    },
    /// Its child that speaks with the client before it knows who that is is another user's.
    SSH("sshd", "ssh", "ssh-keygen", "unshare") {
        @Override
        Started in(Path folder) throws IOException, InterruptedException {
            run(
                    "ssh-keygen",
                    "-q",
                    "-t",
                    "ed25519",
                    "-N",
                    "",
                    "-f",
                    folder.resolve("host").toString());
            run(
                    "ssh-keygen",
                    "-q",
                    "-t",
                    "ed25519",
                    "-N",
                    "",
                    "-f",
                    folder.resolve("user").toString());
            Path configuration = Files.writeString(
                    folder.resolve("sshd_config"), """
                    ListenAddress 127.0.0.1
                    Port PORT
                    HostKey FOLDER/host
                    AuthorizedKeysFile FOLDER/user.pub
                    PidFile none
                    StrictModes no
                    UsePAM no
                    PasswordAuthentication no
                    PermitRootLogin yes
                    """.replace("PORT", PORT).replace("FOLDER", folder.toString()));
            return new Started(
                    List.of(
                            "unshare",
                            "--mount",
                            "sh",
                            "-c",
                            "mount -t tmpfs none /run && mkdir -m 755 /run/sshd && exec \"$0\" -D -e -f \"$1\"",
                            place("sshd"),
                            configuration.toString()),
                    "ssh -F none -p " + PORT + " -i " + folder.resolve("user") + " -o IdentitiesOnly=yes"
                            + " -o StrictHostKeyChecking=no -o GlobalKnownHostsFile=/dev/null -o UserKnownHostsFile="
                            + folder.resolve("known") + " root@127.0.0.1 'echo held; head -n 1 "
                            + folder.resolve(FIFO) + "'");
        }
    };

    /// Who holds a connection open goes on when a line comes from this file of the folder.
    static final String FIFO = "go-on";

    private static final String PORT = "7000";
    private static final int BIG = 300_000;

    /// A server's command, and its clients' as `--with` takes them; the first holds on, if any does.
    record Started(List<String> server, List<String> clients) {
        Started(List<String> server, String... clients) {
            this(server, List.of(clients));
        }
    }

    private final List<String> needed;

    RealProgram(String... needed) {
        this.needed = List.of(needed);
    }

    /// Commands without which it cannot be tried.
    List<String> needed() {
        return needed;
    }

    /// Whether a client keeps its connection open until it is told to go on; it then says `held`.
    boolean holds() {
        return this != IPERF3;
    }

    /// Programs of which every call on a connection has its line of source.
    static boolean hasAllLines(String program) {
        return List.of("EchoServer.java", "hold.py", "hold.py (2)", "http.server")
                .contains(program);
    }

    abstract Started in(Path folder) throws IOException, InterruptedException;

    /// Where a command is; daemons may be where no user's PATH leads. Empty if it is nowhere.
    static String place(String command) {
        List<String> folders = new ArrayList<>(List.of(System.getenv("PATH").split(":", -1)));
        folders.add("/usr/sbin");
        return folders.stream()
                .map(folder -> Path.of(folder, command))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse("");
    }

    private static String held(Path folder, String kind) throws IOException {
        return quick(folder, kind) + " " + folder.resolve(FIFO);
    }

    private static String quick(Path folder, String kind) throws IOException {
        return "python3 " + copied("hold.py", folder) + " " + PORT + " " + kind;
    }

    private static String copied(String resource, Path folder) throws IOException {
        Path copy = folder.resolve(resource);
        if (!Files.exists(copy)) {
            try (InputStream in = Objects.requireNonNull(RealProgram.class.getResourceAsStream(resource))) {
                Files.copy(in, copy);
            }
        }
        return copy.toString();
    }

    private static String compiled(Path folder, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("gcc", "-O1", "-o", folder.resolve("echo").toString()));
        command.addAll(List.of(options));
        command.add(copied("echo.c", folder));
        run(command.toArray(String[]::new));
        return folder.resolve("echo").toString();
    }

    private static String site(Path folder) throws IOException {
        byte[] big = new byte[BIG];
        new Random(1).nextBytes(big);
        Path site = Files.createDirectories(folder.resolve("site"));
        Files.write(site.resolve("big"), big);
        Files.writeString(site.resolve("small"), "small\n");
        return site.toString();
    }

    private static void run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(Map.of("LC_ALL", "C"));
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
