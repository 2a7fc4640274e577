package soquete.pcap;

import java.io.IOException;

/// Ends a stream whose bytes cannot be had any further, though reading itself did not fail. It never
/// leaves the package.
final class DamagedStream extends IOException {
    private static final long serialVersionUID = 1;

    private final transient CaptureProblem problem;

    DamagedStream(CaptureProblem problem) {
        super(problem.key());
        this.problem = problem;
    }

    CaptureProblem problem() {
        return problem;
    }
}
