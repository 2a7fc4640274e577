package soquete.host.linux;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The layout of a trace event, as its `format` file gives it: ids and offsets differ between kernels.
///
/// @param offsets of the fields by name, from the beginning of the event's data
record EventFormat(int id, Map<String, Integer> offsets) {

    private static final Pattern ID = Pattern.compile("^ID: (\\d+)$", Pattern.MULTILINE);
    private static final Pattern FIELD =
            Pattern.compile("^\\s*field:[^;]*?(\\w+)(?:\\[\\d*\\])?;\\s*offset:(\\d+);", Pattern.MULTILINE);

    static EventFormat parse(String text) {
        Matcher id = ID.matcher(text);
        if (!id.find()) {
            throw new IllegalStateException("an event format without ID");
        }
        Map<String, Integer> offsets = new HashMap<>();
        Matcher field = FIELD.matcher(text);
        while (field.find()) {
            offsets.put(field.group(1), Integer.valueOf(field.group(2)));
        }
        return new EventFormat(Integer.parseInt(id.group(1)), Map.copyOf(offsets));
    }

    /// `count` bytes of the field, copied.
    byte[] bytes(MemorySegment event, String field, int count) {
        byte[] bytes = new byte[count];
        MemorySegment.copy(event, offset(field), MemorySegment.ofArray(bytes), 0, count);
        return bytes;
    }

    boolean has(String field) {
        return offsets.containsKey(field);
    }

    int offset(String field) {
        Integer offset = offsets.get(field);
        if (offset == null) {
            throw new IllegalStateException("no field " + field + " in event " + id);
        }
        return offset;
    }
}
