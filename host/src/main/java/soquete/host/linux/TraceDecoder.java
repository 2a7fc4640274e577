package soquete.host.linux;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import soquete.kernel.KernelEvent;

/// Makes a [KernelEvent] of one kind of trace event; null for one that tells nothing.
@FunctionalInterface
interface TraceDecoder {
    @Nullable
    KernelEvent decode(long timeNanos, MemorySegment data);
}
