package soquete.pcap;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.pcap.CaptureProblem.Reason;

/// Takes the records of one file format out of its bytes.
abstract sealed class RecordParser permits PcapParser, PcapngParser {
    final ByteSource source;
    final PacketRecord packet = new PacketRecord();
    private @Nullable CaptureProblem problem;

    RecordParser(ByteSource source) {
        this.source = source;
    }

    /// Null at the end, or where [#problem()] is.
    abstract @Nullable CaptureRecord next() throws IOException;

    abstract List<CaptureInterface> interfaces();

    abstract SectionInfo section();

    @Nullable
    CaptureProblem problem() {
        return problem;
    }

    void report(Reason reason, long offset, Object... args) {
        problem = CaptureProblem.of(reason, offset, args);
    }

    boolean failed() {
        return problem != null;
    }
}
