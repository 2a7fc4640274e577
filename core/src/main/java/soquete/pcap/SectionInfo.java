package soquete.pcap;

import java.util.List;

/// What a pcapng section header says of the capture. Empty texts are not said.
///
/// @param hardware    the machine that captured
/// @param system      its operating system
/// @param application the program that wrote the file
public record SectionInfo(String hardware, String system, String application, List<String> comments) {
    public static final SectionInfo NONE = new SectionInfo("", "", "", List.of());

    public SectionInfo {
        comments = List.copyOf(comments);
    }
}
