package soquete.bench;

import java.util.Arrays;
import java.util.List;

/// The benchmark's command line: `make`, `peers`, `overhead`, `jmh`.
final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        String command = args.length == 0 ? "" : args[0];
        List<String> rest = Arrays.asList(args).subList(Math.min(1, args.length), args.length);
        switch (command) {
            case "make" -> Make.run(rest);
            case "peers" -> System.exit(Peers.run(rest) ? 0 : 1);
            case "overhead" -> System.exit(Overhead.run(rest) ? 0 : 1);
            case "jmh" -> org.openjdk.jmh.Main.main(rest.toArray(String[]::new));
            default -> {
                System.err.println(
                        "make KIND… [DIR] [--scale X] | peers [--long] … | overhead … | jmh …   (see docs/BENCHMARKS.md)");
                System.exit(2);
            }
        }
    }
}
