package soquete.finding;

/// How much a finding hurts, the worst first.
public enum Severity {
    /// What the user asked for is not in the capture.
    QUESTION,
    /// Somebody's request failed: refused, unanswered, broken off.
    FAILURE,
    /// It went on after a wait that a person notices.
    STALL,
    /// Repaired, or not known to have hurt anybody.
    TROUBLE,
    /// Worth knowing when the rest is read.
    REMARK
}
