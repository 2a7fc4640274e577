package soquete.trace;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import soquete.wire.Addresses;
import soquete.wire.Endpoint;

/// The log of one program's calls, as the agent writes it; read at rest or while it grows. Not safe for several
/// threads.
///
/// Lines of tab-separated fields in UTF-8, in which `\\ \t \n \r` stand for themselves:
///
/// ```
/// H  2  pid  main-class
/// B  id  nanos  thread  call  arguments  file  line  method  socket  thread-id
/// E  id  nanos  result  error  message  local  peer  began
/// L  count
/// X  reason
/// ```
///
/// A call is known from its B line, written just before it began, and complete with its E line, which has the exact
/// beginning. L counts calls that the agent could not write down; after X it writes nothing more. A line
/// that is no such line is counted as lost, and the rest is read.
public final class CallLog implements Closeable {

    /// A longer line is no line of the agent's; it is not kept in memory.
    private static final int LONGEST_LINE = 64 * 1024;

    /// Calls that have begun and not returned; beyond this the oldest is given up and counted.
    private static final int MOST_OPEN = 100_000;

    private static final int CHUNK = 64 * 1024;

    private final int program;
    private final long offset;
    private Path file;
    private final Map<Long, Call> open = new LinkedHashMap<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private @Nullable SeekableByteChannel channel;
    private boolean skipping;
    private long lost;
    private long pid;
    private String name = "";
    private @Nullable String stopped;

    /// @param program the id that its calls get ([Program#id])
    public CallLog(Path file, int program) {
        this(file, program, 0);
    }

    /// @param offset added to the numbers of calls and of sockets, where a program has several logs
    public CallLog(Path file, int program, long offset) {
        this.file = file;
        this.program = program;
        this.offset = offset;
    }

    /// Every call of a log that grows no more, in order of beginning.
    public static List<Call> read(Path file, int program) throws IOException {
        try (CallLog log = new CallLog(file, program)) {
            Map<Long, Call> calls = new LinkedHashMap<>();
            for (Call call : log.poll()) {
                calls.put(call.id(), call);
            }
            List<Call> ordered = new ArrayList<>(calls.values());
            ordered.sort((one, other) -> Long.compare(one.id(), other.id()));
            return ordered;
        }
    }

    /// What was written since the last time: each call once as it was found begun, and once more when it was found
    /// returned; only the latter when both came at once. A last line that is not whole yet waits. Empty while there
    /// is no file.
    public List<Call> poll() throws IOException {
        if (channel == null) {
            try {
                channel = Files.newByteChannel(file);
            } catch (NoSuchFileException e) {
                return List.of();
            }
        }
        Map<Long, Call> news = new LinkedHashMap<>();
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
        while (channel.read(buffer.clear()) > 0) {
            buffer.flip();
            while (buffer.hasRemaining()) {
                add(buffer.get(), news);
            }
        }
        return List.copyOf(news.values());
    }

    /// Goes on in the next part of the log: nothing more comes into the one it was read from.
    public void next(Path part) throws IOException {
        close();
        channel = null;
        file = part;
        if (line.size() > 0 || skipping) {
            lost++;
        }
        line.reset();
        skipping = false;
    }

    /// Lines that could not be read, and calls that the agent could not write.
    public Loss loss() {
        return new Loss("calls " + name, lost);
    }

    /// The process id; 0 until the first line was read.
    public long pid() {
        return pid;
    }

    /// The main class, jar or source file; empty until the first line was read.
    public String name() {
        return name;
    }

    /// Why the agent stopped recording; null when it did not.
    public @Nullable String stopped() {
        return stopped;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }

    private void add(byte b, Map<Long, Call> news) {
        if (b != '\n') {
            if (line.size() >= LONGEST_LINE) {
                skipping = true;
                line.reset();
            }
            if (!skipping) {
                line.write(b);
            }
            return;
        }
        if (skipping || !understand(line.toString(StandardCharsets.UTF_8).split("\t", -1), news)) {
            lost++;
        }
        skipping = false;
        line.reset();
    }

    /// False for what is no line of the agent's.
    private boolean understand(String[] fields, Map<Long, Call> news) {
        try {
            switch (fields[0]) {
                case "H" -> head(fields);
                case "B" -> begun(fields, news);
                case "E" -> ended(fields, news);
                case "L" -> lost += Math.max(0, Long.parseLong(fields[1]));
                case "X" -> stopped = EvidenceText.unescaped(fields[1]);
                default -> {
                    return false;
                }
            }
            return true;
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return false;
        }
    }

    private void head(String[] fields) {
        if (!fields[1].equals("2")) {
            throw new IllegalArgumentException("version " + fields[1]);
        }
        pid = Long.parseLong(fields[2]);
        name = EvidenceText.unescaped(fields[3]);
    }

    private void begun(String[] fields, Map<Long, Call> news) {
        int lineNumber = Integer.parseInt(fields[7]);
        SourceLine source = fields[6].isEmpty()
                ? null
                : new SourceLine(EvidenceText.unescaped(fields[6]), lineNumber, EvidenceText.unescaped(fields[8]));
        Call call = new Call(
                program,
                Long.parseLong(fields[1]) + offset,
                EvidenceText.unescaped(fields[3]),
                Integer.parseInt(fields[10]),
                CallName.valueOf(fields[4].toUpperCase(Locale.ROOT)),
                EvidenceText.unescaped(fields[5]),
                source,
                Long.parseLong(fields[2]),
                Call.NOT_RETURNED,
                null,
                socket(Long.parseLong(fields[9])),
                null,
                null);
        if (open.put(call.id(), call) != null) {
            lost++;
        }
        if (open.size() > MOST_OPEN) {
            open.remove(open.keySet().iterator().next());
            lost++;
        }
        news.put(call.id(), call);
    }

    private void ended(String[] fields, Map<Long, Call> news) {
        Call begun = open.get(Long.parseLong(fields[1]) + offset);
        if (begun == null) {
            throw new IllegalArgumentException("a call that ended and never began");
        }
        long result = Long.parseLong(fields[3]);
        if (begun.name() == CallName.SOCKET || begun.name() == CallName.ACCEPT) {
            result = socket(result);
        }
        // a channel's identity is known only once it is there
        boolean creates = begun.name() == CallName.SOCKET && result > 0;
        Outcome outcome = fields[4].isEmpty()
                ? Outcome.success(creates ? 0 : result)
                : Outcome.failure(EvidenceText.unescaped(fields[4]), EvidenceText.unescaped(fields[5]));
        Call call = new Call(
                begun.program(),
                begun.id(),
                begun.thread(),
                begun.threadId(),
                begun.name(),
                begun.arguments(),
                begun.source(),
                Long.parseLong(fields[8]),
                Long.parseLong(fields[2]),
                outcome,
                creates ? result : begun.socket(),
                endpoint(fields[6]),
                endpoint(fields[7]));
        open.remove(call.id());
        news.put(call.id(), call);
    }

    /// A socket's identity; 0 and −1 are none.
    private long socket(long number) {
        return number > 0 ? number + offset : number;
    }

    /// `127.0.0.1:80` or `[::1]:80`; null for nothing, and for a host whose address was never found.
    private static @Nullable Endpoint endpoint(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            return null;
        }
        String host = text.charAt(0) == '[' ? text.substring(1, colon - 1) : text.substring(0, colon);
        int port = Integer.parseInt(text.substring(colon + 1));
        try {
            return new Endpoint(Addresses.literal(host), port);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
