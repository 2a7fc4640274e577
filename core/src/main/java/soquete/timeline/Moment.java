package soquete.timeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.tcp.Segment;
import soquete.trace.Call;
import soquete.trace.StateChange;

/// One thing that happened, with its number on the timeline and its links: what led to it and what it led to.
public final class Moment {

    /// What happened.
    public sealed interface What {
        /// The call began; when nothing happened before it returned, this is the whole call.
        record Began(Call call) implements What {}

        record Returned(Call call) implements What {}

        record Seen(Frame frame) implements What {}

        /// A state change that no seen call or packet explains.
        record Reported(StateChange change) implements What {}
    }

    private final long timeNanos;
    private final What what;
    private @Nullable Side side;
    private int number;
    private final List<StateMark> states = new ArrayList<>(2);
    private final List<Moment> causes = new ArrayList<>(2);
    private final List<Moment> effects = new ArrayList<>(2);

    Moment(long timeNanos, What what, @Nullable Side side) {
        this.timeNanos = timeNanos;
        this.what = what;
        this.side = side;
    }

    /// From 1, in the order of the timeline.
    public int number() {
        return number;
    }

    public long timeNanos() {
        return timeNanos;
    }

    public What what() {
        return what;
    }

    /// For a call, who made it; for a packet, who sent it; null for what belongs to neither end.
    public @Nullable Side side() {
        return side;
    }

    /// States that one end or both entered because of it.
    public List<StateMark> states() {
        return Collections.unmodifiableList(states);
    }

    public List<Moment> causes() {
        return Collections.unmodifiableList(causes);
    }

    public List<Moment> effects() {
        return Collections.unmodifiableList(effects);
    }

    public @Nullable Call call() {
        return switch (what) {
            case What.Began(var call) -> call;
            case What.Returned(var call) -> call;
            default -> null;
        };
    }

    public @Nullable Frame frame() {
        return what instanceof What.Seen(var frame) ? frame : null;
    }

    /// Of a call's beginning, where its return is told: a moment of its own, or this one when nothing lay between.
    public Moment returned() {
        return effects.stream()
                .filter(m -> m.what instanceof What.Returned(var returned) && returned == call())
                .findFirst()
                .orElse(this);
    }

    /// The TCP segment that was seen; null when this is something else.
    public @Nullable Segment segment() {
        Frame frame = frame();
        return frame == null || frame.step() == null ? null : frame.step().segment();
    }

    void side(Side side) {
        this.side = side;
    }

    void number(int number) {
        this.number = number;
    }

    void enter(StateMark mark) {
        states.add(mark);
    }

    void causedBy(Moment cause) {
        if (cause != this && !causes.contains(cause)) {
            causes.add(cause);
            cause.effects.add(this);
        }
    }

    /// Takes over what led to a return that gets no moment of its own.
    void absorb(Moment returned) {
        effects.remove(returned);
        for (Moment cause : returned.causes) {
            cause.effects.remove(returned);
            causedBy(cause);
        }
        for (Moment effect : returned.effects) {
            effect.causes.remove(returned);
            effect.causedBy(this);
        }
    }

    /// Where it stands among moments of the same nanosecond: cause before effect.
    int rank() {
        return switch (what) {
            case What.Began began -> 0;
            case What.Reported reported -> 1;
            case What.Seen seen -> 2;
            case What.Returned returned -> 3;
        };
    }
}
