package soquete.reading;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// Takes the bytes of a stream, both directions, in the order in which they are to be told.
interface StreamSink {

    /// Bytes of one direction.
    ///
    /// @param offset how many bytes of this direction came before, gaps included
    /// @param packet that carried them
    void data(boolean fromClient, long offset, MemorySegment bytes, long packet) throws IOException;

    /// Bytes of one direction that are not there.
    void gap(boolean fromClient, long offset, long bytes, Missing why) throws IOException;

    /// Why bytes are missing.
    enum Missing {
        /// No packet with them was captured.
        NOT_CAPTURED,
        /// The capture kept only the beginning of the packet.
        CUT_OFF,
        /// Too much that comes after them was waiting: they may come later, and are left out then.
        NOT_AWAITED
    }
}
