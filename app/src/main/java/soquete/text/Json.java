package soquete.text;

import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// One JSON object a line.
public final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    public static String line(Map<String, ?> fields) {
        return MAPPER.writeValueAsString(fields);
    }
}
