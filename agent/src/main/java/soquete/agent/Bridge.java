package soquete.agent;

import static java.lang.classfile.ClassFile.ACC_PUBLIC;
import static java.lang.classfile.ClassFile.ACC_STATIC;

import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.invoke.MethodHandles;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// How the JDK's classes reach the recorder, which is of a class loader that they cannot see: a class made at run time
/// among them, with the recorder's three entries in its fields.
///
/// Appending the agent's jar to the bootstrap class path would be the usual way; the JVM then gives up sharing class
/// data and prints a warning among the program's own output.
final class Bridge {

    static final ClassDesc TYPE = ClassDesc.of("sun.nio.ch.SoqueteBridge");
    static final ClassDesc FUNCTION = ClassDesc.of("java.util.function.BiFunction");
    static final ClassDesc CONSUMER = ClassDesc.of("java.util.function.BiConsumer");

    /// `Object begin(Integer hook, Object[] selfAndArguments)`.
    static final String BEGIN = "begin";

    /// `void end(Object pending, Object result)`.
    static final String END = "end";

    /// `void fail(Object pending, Throwable exception)`.
    static final String FAIL = "fail";

    private Bridge() {}

    /// Makes the class. Its package must be open to this one.
    static void define() throws ReflectiveOperationException {
        byte[] bytes = ClassFile.of()
                .build(
                        TYPE,
                        type -> type.withFlags(ACC_PUBLIC)
                                .withField(BEGIN, FUNCTION, ACC_PUBLIC | ACC_STATIC)
                                .withField(END, CONSUMER, ACC_PUBLIC | ACC_STATIC)
                                .withField(FAIL, CONSUMER, ACC_PUBLIC | ACC_STATIC));
        MethodHandles.Lookup there = SocketInternals.inChannels();
        Class<?> bridge = there.defineClass(bytes);
        bridge.getField(BEGIN).set(null, new Begin());
        bridge.getField(END).set(null, new End());
        bridge.getField(FAIL).set(null, new Fail());
    }

    private static final class Begin implements BiFunction<Integer, Object[], @Nullable Object> {
        @Override
        public @Nullable Object apply(Integer hook, Object[] selfAndArguments) {
            return Recorder.begin(hook, selfAndArguments);
        }
    }

    private static final class End implements BiConsumer<@Nullable Object, @Nullable Object> {
        @Override
        public void accept(@Nullable Object pending, @Nullable Object result) {
            Recorder.end(pending, result);
        }
    }

    private static final class Fail implements BiConsumer<@Nullable Object, Throwable> {
        @Override
        public void accept(@Nullable Object pending, Throwable exception) {
            Recorder.fail(pending, exception);
        }
    }
}
