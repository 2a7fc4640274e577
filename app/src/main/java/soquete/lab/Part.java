package soquete.lab;

import java.util.List;
import soquete.timeline.Conversation;

/// A piece of what is told of a scene, free of any way of showing it.
public sealed interface Part {

    /// A ladder and its explanation.
    record Told(String title, Conversation conversation) implements Part {}

    /// A table with its title and a sentence on what it shows; rows name their evidence in the last column.
    record Grid(String title, List<String> header, List<List<String>> rows, String note) implements Part {}

    record Text(String text) implements Part {}
}
