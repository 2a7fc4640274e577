package soquete.serve;

/// `soquete serve` alone, for a test that needs it in a JVM of its own.
final class ServeMain {

    private ServeMain() {}

    public static void main(String[] args) {
        System.exit(new ServeCommand().line().execute(args));
    }
}
