package soquete.explain;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.timeline.Frame;
import soquete.timeline.Moment;
import soquete.wire.Addresses;
import soquete.wire.ArpView;

/// What happens below IP before two hosts can talk (RFC 826).
final class LinkRules {

    private LinkRules() {}

    static void addressResolution(Facts facts, List<Sentence> found) {
        for (Moment moment : facts.conversation().moments()) {
            ArpView request = arp(moment);
            if (request == null || request.operation() != ArpView.REQUEST || request.targetProtocol() == null) {
                continue;
            }
            List<Moment> evidence = new ArrayList<>(List.of(moment));
            String answer = "";
            for (Moment later : facts.conversation().moments()) {
                ArpView reply = arp(later);
                if (reply != null
                        && answer.isEmpty()
                        && later.number() > moment.number()
                        && reply.operation() == ArpView.REPLY
                        && request.targetProtocol().equals(reply.senderProtocol())) {
                    evidence.add(later);
                    answer = String.valueOf(reply.senderHardware());
                }
            }
            found.add(Sentence.of(
                    answer.isEmpty() ? "arp.unanswered" : "arp",
                    evidence,
                    Addresses.text(request.targetProtocol()),
                    answer));
        }
    }

    private static @Nullable ArpView arp(Moment moment) {
        Frame frame = moment.frame();
        return frame == null ? null : frame.layers().arp();
    }
}
