package soquete.bench;

import java.util.Arrays;
import java.util.List;

/// The benchmark's command line: `make`, `peers`, `overhead`, `jmh`.
final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        String command = args.length == 0 ? "" : args[0];
        List<String> rest = Arrays.asList(args).subList(Math.min(1, args.length), args.length);
        try {
            run(command, rest);
        } catch (IllegalArgumentException wrongUse) {
            System.err.println(wrongUse.getMessage() + "   (see docs/BENCHMARKS.md)");
            System.exit(2);
        }
    }

    private static void run(String command, List<String> rest) throws Exception {
        switch (command) {
            case "make" -> Make.run(rest);
            case "peers" -> System.exit(Peers.run(rest) ? 0 : 1);
            case "overhead" -> System.exit(Overhead.run(rest) ? 0 : 1);
            case "jmh" -> org.openjdk.jmh.Main.main(rest.toArray(String[]::new));
            default ->
                throw new IllegalArgumentException(
                        "make KIND… [DIR] [--scale X] | peers [--long] … | overhead … | jmh …");
        }
    }
}
