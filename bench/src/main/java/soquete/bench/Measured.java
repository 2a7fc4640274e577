package soquete.bench;

/// One run of a program.
///
/// @param nanos       from before its start to its end
/// @param peakKb      most memory it had at any moment, shared pages and mapped files among it (VmHWM);
///                    0 where not known
/// @param anonymousKb most memory of its own seen (RssAnon)
/// @param fileKb      most pages of mapped files seen (RssFile)
/// @param complaint   first line it wrote to standard error, when it failed; else empty
record Measured(long nanos, long peakKb, long anonymousKb, long fileKb, String complaint) {
    boolean failed() {
        return !complaint.isEmpty();
    }
}
