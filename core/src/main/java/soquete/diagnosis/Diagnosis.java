package soquete.diagnosis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import soquete.timeline.Timeline;

/// What is wrong with how the programs of a timeline use their sockets, the worst first, and what could not be told.
///
/// @param groups of each kind of fault the worst one, the worst kind first
/// @param gaps   what was not seen; empty when everything was
public record Diagnosis(List<Group> groups, List<Gap> gaps) {

    /// Further faults that a kind remembers.
    static final int OTHERS = 5;

    private static final List<Rule> RULES = List.of(
            ConnectRules::failed,
            ConnectRules::unanswered,
            AddressRules::inUse,
            AddressRules::datagramsToAnotherAddress,
            AcceptRules::waiting,
            ClosingRules::unreadAtClose,
            ClosingRules::peerClosed,
            LeakRules::neverClosed,
            MessageRules::part,
            MessageRules::pieces,
            SendRules::heldBack,
            SendRules::tiny,
            DatagramRules::received);

    private static final Comparator<Fault> WORST_FIRST = Comparator.comparing(Fault::severity)
            .thenComparing(Comparator.comparingLong(Fault::harm).reversed())
            .thenComparing(f -> f.sentence().evidence().getFirst().number());

    public Diagnosis {
        groups = List.copyOf(groups);
        gaps = List.copyOf(gaps);
    }

    /// All faults of one kind.
    ///
    /// @param worst  the one that is told
    /// @param count  how many there are, the worst included
    /// @param others the next worst of them
    public record Group(Fault worst, int count, List<Fault> others) {

        public Group {
            others = List.copyOf(others);
        }
    }

    public static Diagnosis of(Timeline timeline) {
        Evidence evidence = new Evidence(timeline);
        List<Fault> found = new ArrayList<>();
        for (Rule rule : RULES) {
            rule.look(evidence, found);
        }
        return new Diagnosis(ranked(found), Gaps.of(evidence));
    }

    private static List<Group> ranked(List<Fault> found) {
        Map<String, List<Fault>> kinds = new LinkedHashMap<>();
        found.stream()
                .sorted(WORST_FIRST)
                .forEach(f ->
                        kinds.computeIfAbsent(f.key(), k -> new ArrayList<>()).add(f));
        return kinds.values().stream()
                .map(of -> new Group(of.getFirst(), of.size(), of.subList(1, Math.min(of.size(), 1 + OTHERS))))
                .toList();
    }
}
