package soquete.agent;

import java.lang.StackWalker.Option;
import java.lang.StackWalker.StackFrame;
import java.util.Iterator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds the line of the program that led to a call: the first frame that is neither the JDK's nor the agent's.
final class SourceFrame implements Function<Stream<StackFrame>, @Nullable StackFrame> {

    private static final StackWalker WALKER = StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE);
    private static final SourceFrame SEARCH = new SourceFrame();

    private static final String OWN_PACKAGE = SourceFrame.class.getPackageName();

    private SourceFrame() {}

    /// Null when every frame is the JDK's.
    static @Nullable StackFrame current() {
        return WALKER.walk(SEARCH);
    }

    /// `EchoServer.serve` for a frame in the method or in a lambda written in it.
    static String method(StackFrame frame) {
        String type = frame.getClassName();
        String method = frame.getMethodName();
        if (method.startsWith("lambda$")) {
            int end = method.lastIndexOf('$');
            if (end > "lambda$".length()) {
                method = method.substring("lambda$".length(), end);
            }
        }
        return type.substring(type.lastIndexOf('.') + 1).replace('$', '.') + "." + method;
    }

    @Override
    public @Nullable StackFrame apply(Stream<StackFrame> frames) {
        Iterator<StackFrame> each = frames.iterator();
        while (each.hasNext()) {
            StackFrame frame = each.next();
            if (!isHidden(frame.getDeclaringClass())) {
                return frame;
            }
        }
        return null;
    }

    private static boolean isHidden(Class<?> type) {
        Module module = type.getModule();
        if (!module.isNamed()) {
            return type.getPackageName().equals(OWN_PACKAGE);
        }
        String name = module.getName();
        return name.startsWith("java.") || name.startsWith("jdk.");
    }
}
