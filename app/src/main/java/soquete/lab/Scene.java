package soquete.lab;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import soquete.host.Unavailable;
import soquete.text.Messages;
import soquete.timeline.Timeline;

/// One scene of the assignment: what is played, and what is told of it. The message bundle holds `scene.NAME` (its
/// title) and `scene.NAME.about`.
public interface Scene {

    String name();

    /// The ports of its servers.
    Set<Integer> ports();

    /// The class's programs whose source the report shows.
    List<String> programs();

    void play(Stage stage) throws IOException, SceneFailure, Unavailable;

    /// What to show, in order, from the evidence alone.
    List<Part> tell(Timeline timeline, Messages texts);
}
