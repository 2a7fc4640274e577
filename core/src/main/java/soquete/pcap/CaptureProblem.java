package soquete.pcap;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/// Why a capture file could not be read to its end. Bad bytes are data: this is never thrown.
///
/// @param reason what is wrong
/// @param offset where, in bytes from the file's first
/// @param args   what the reason's text takes after the offset
public record CaptureProblem(Reason reason, long offset, List<Object> args) {

    public CaptureProblem {
        args = List.copyOf(args);
    }

    static CaptureProblem of(Reason reason, long offset, Object... args) {
        return new CaptureProblem(reason, offset, List.of(args));
    }

    /// The key of its text in the bundle `soquete/pcap/pcap`: `CUT_PACKET`.
    public String key() {
        return reason.name();
    }

    /// One sentence in that language.
    public String text(Locale locale) {
        ResourceBundle texts = ResourceBundle.getBundle(
                "soquete.pcap.pcap",
                locale,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
        Object[] all = new Object[args.size() + 1];
        all[0] = offset;
        for (int i = 0; i < args.size(); i++) {
            all[i + 1] = args.get(i);
        }
        return new MessageFormat(texts.getString(key()), locale).format(all);
    }

    /// In the order a reader meets them. In brackets what [CaptureProblem#args()] holds.
    public enum Reason {
        /// The first bytes are those of no known capture format.
        UNKNOWN_FORMAT,
        /// pcap or pcapng, of a kind or version that is not read (version, or magic number).
        UNSUPPORTED_VERSION,
        /// The file ends within its first header (bytes needed, bytes there).
        CUT_HEADER,
        /// The file ends within a packet (bytes needed, bytes there).
        CUT_PACKET,
        /// The file ends within a block (bytes needed, bytes there).
        CUT_BLOCK,
        /// A packet says it is longer than any can be (its length, the bound).
        PACKET_TOO_LONG,
        /// A block's length cannot be (its length).
        BLOCK_LENGTH,
        /// A block says it is longer than any can be (its length, the bound).
        BLOCK_TOO_LONG,
        /// The two lengths of a block differ (the first, the last).
        BLOCK_LENGTHS_DIFFER,
        /// A block is too short for its kind (block type, bytes needed, bytes there).
        BLOCK_TOO_SHORT,
        /// A section's byte-order magic is none (what stands there).
        BYTE_ORDER,
        /// A packet, or a statistic, of an interface not described before (its number).
        UNKNOWN_INTERFACE,
        /// More interfaces than are kept (the bound).
        TOO_MANY_INTERFACES,
        /// A packet's bytes do not fit in its block (bytes needed, bytes there).
        PACKET_OVERRUNS_BLOCK,
        /// A packet is shorter than what its link type puts before each frame (bytes needed).
        PACKET_TOO_SHORT,
        /// An option or a name goes beyond its block (block type).
        OPTION_OVERRUNS_BLOCK,
        /// An option of a packet has not the length it must have (its code, bytes needed, bytes there).
        OPTION_LENGTH,
        /// The compressed file ends before its content does. The offset is one of the compressed file,
        /// as in the next two.
        GZIP_CUT,
        /// What is compressed cannot be decompressed any further.
        GZIP_DATA,
        /// The content is not what was compressed: its checksum or its size is another.
        GZIP_CHECK,
        /// The file became shorter while it was read.
        FILE_SHRANK,
        /// Another file stands where the followed one was.
        FILE_REPLACED
    }
}
