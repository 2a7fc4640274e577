package soquete.host;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Consumer;

/// What was opened and may be open still. It keeps nothing alive: what was closed, and what nobody holds, leaves it.
///
/// @param <T> closed by [#forEach(Consumer)], more than once without harm
public final class Opened<T> {

    private final Set<T> members = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    /// Takes it in; gives it back.
    public T add(T member) {
        members.add(member);
        return member;
    }

    public void forEach(Consumer<T> action) {
        List<T> now;
        synchronized (members) {
            now = List.copyOf(members);
        }
        now.forEach(action);
    }
}
