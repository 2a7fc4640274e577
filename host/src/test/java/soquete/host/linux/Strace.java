package soquete.host.linux;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.Outcome;

/// The socket calls of a run under `strace -f -y`, by thread, as `name = result`.
final class Strace {

    private static final String CALLS = "socket,bind,listen,accept,accept4,connect,sendto,recvfrom,sendmsg,recvmsg,"
            + "shutdown,setsockopt,getsockopt,read,readv,write,writev,sendfile,splice,close,dup,dup2,dup3,fcntl";

    /// Calls that any file may have: of a socket's only where the first descriptor says so.
    private static final Set<String> OF_FILES =
            Set.of("read", "readv", "write", "writev", "sendfile", "splice", "close", "dup", "dup2", "dup3", "fcntl");

    private static final Pattern WHOLE =
            Pattern.compile("(\\d+) +(\\w+)\\((.*)\\) += (\\?|-?\\d+)(<\\S+>)?(?: (\\w+))?.*");
    private static final Pattern UNFINISHED = Pattern.compile("(\\d+) +(\\w+)\\((.*?) *<unfinished \\.\\.\\.>");
    private static final Pattern RESUMED = Pattern.compile("(\\d+) +<\\.\\.\\. (\\w+) resumed>(.*)");

    private Strace() {}

    /// Runs it; gives what each thread called, the threads in an order of their calls.
    static List<List<String>> run(Path directory, List<String> command) throws Exception {
        Path output = directory.resolve("strace.txt");
        List<String> words = new ArrayList<>(
                List.of("strace", "-f", "-y", "-e", "trace=" + CALLS, "-e", "signal=none", "-o", output.toString()));
        words.addAll(command);
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.waitFor();
        Map<String, List<String>> threads = new LinkedHashMap<>();
        Map<String, String> unfinished = new HashMap<>();
        for (String line : Files.readAllLines(output)) {
            Matcher begins = UNFINISHED.matcher(line);
            Matcher resumes = RESUMED.matcher(line);
            String whole = line;
            if (begins.matches()) {
                unfinished.put(begins.group(1), begins.group(1) + " " + begins.group(2) + "(" + begins.group(3));
                continue;
            } else if (resumes.matches()) {
                whole = unfinished.remove(resumes.group(1)) + resumes.group(3);
            }
            Matcher call = WHOLE.matcher(whole);
            String word = call.matches() ? word(call.group(2), call.group(3), call.group(4), call.group(6)) : null;
            if (word != null) {
                threads.computeIfAbsent(call.group(1), t -> new ArrayList<>()).add(word);
            }
        }
        return sorted(threads.values());
    }

    private static @Nullable String word(String name, String arguments, String result, @Nullable String error) {
        if (OF_FILES.contains(name) && !arguments.matches("\\d+<(socket:|TCP|UDP|UNIX|NETLINK).*")) {
            return null;
        }
        boolean unnamed = arguments.endsWith("NULL, 0") || arguments.endsWith("NULL, NULL");
        String posix = switch (name) {
            case "accept4" -> "accept";
            case "sendto" -> unnamed ? "send" : "sendto";
            case "recvfrom" -> unnamed ? "recv" : "recvfrom";
            case "dup2", "dup3" -> "dup";
            case "fcntl" -> arguments.contains("F_DUPFD") ? "dup" : "fcntl";
            default -> name;
        };
        boolean counts =
                CallName.valueOf(posix.toUpperCase(java.util.Locale.ROOT)).transfers();
        return posix + " = " + (error != null ? error : counts ? result : "0");
    }

    /// The same of calls that were watched.
    static List<List<String>> of(List<Call> calls) {
        Map<Integer, List<String>> threads = new LinkedHashMap<>();
        for (Call call : calls) {
            Outcome outcome = call.outcome();
            if (call.name() != CallName.POLL && !call.arguments().equals("close_range")) {
                String result = outcome == null
                        ? "?"
                        : outcome.error() != null
                                ? outcome.error()
                                : call.name().transfers() ? String.valueOf(outcome.result()) : "0";
                threads.computeIfAbsent(call.threadId(), t -> new ArrayList<>()).add(call.name() + " = " + result);
            }
        }
        return sorted(threads.values());
    }

    private static List<List<String>> sorted(java.util.Collection<List<String>> threads) {
        return threads.stream()
                .sorted((one, other) -> one.toString().compareTo(other.toString()))
                .toList();
    }
}
