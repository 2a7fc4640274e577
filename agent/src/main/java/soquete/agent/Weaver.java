package soquete.agent;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Wraps the hooked methods of the JDK's socket classes between the recorder's `begin` and `end`.
///
/// Bodies change, signatures never do. The classes are rewritten in place and the transformer is taken away again, so
/// that the JVM asks nobody about the classes that the program loads. What every program may use is rewritten before
/// it starts, the channels when the first of them is opened.
final class Weaver implements ClassFileTransformer {

    private static final ClassDesc INTEGER = ClassDesc.of("java.lang.Integer");
    private static final ClassDesc LONG = ClassDesc.of("java.lang.Long");
    private static final MethodTypeDesc APPLY = MethodTypeDesc.of(CD_Object, CD_Object, CD_Object);
    private static final MethodTypeDesc ACCEPT = MethodTypeDesc.of(CD_void, CD_Object, CD_Object);

    /// The doors through which a program's first socket comes.
    private static final Set<String> DOORS = Set.of("sun/nio/ch/NioSocketImpl", Hook.PROVIDER);

    private static final AtomicReference<@Nullable Instrumentation> WAITING = new AtomicReference<>();

    private Weaver() {}

    static void install(Instrumentation instrumentation) throws ReflectiveOperationException {
        Bridge.define();
        weave(instrumentation, true);
        WAITING.set(instrumentation);
    }

    /// The program is about to open a channel.
    static void weaveChannels() throws ReflectiveOperationException {
        if (WAITING.get() == null) {
            return;
        }
        // another thread's first channel waits until the classes are ready
        synchronized (WAITING) {
            Instrumentation instrumentation = WAITING.get();
            if (instrumentation != null) {
                weave(instrumentation, false);
                WAITING.set(null);
            }
        }
    }

    private static void weave(Instrumentation instrumentation, boolean doors) throws ReflectiveOperationException {
        Set<Class<?>> types = new HashSet<>();
        for (Hook hook : Hook.values()) {
            if (DOORS.contains(hook.type) == doors) {
                types.add(Class.forName(hook.type.replace('/', '.'), false, null));
            }
        }
        Weaver weaver = new Weaver();
        instrumentation.addTransformer(weaver, true);
        try {
            instrumentation.retransformClasses(types.toArray(new Class<?>[0]));
        } catch (UnmodifiableClassException e) {
            throw new ReflectiveOperationException(e);
        } finally {
            instrumentation.removeTransformer(weaver);
        }
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] bytes) {
        if (redefined == null || name == null) {
            return null;
        }
        try {
            return weave(name, bytes);
        } catch (Throwable e) {
            // the class stays as it is; the log says that its calls are not in it
            Recorder.stop("cannot watch " + name + ": " + e);
            return null;
        }
    }

    static byte[] weave(String type, byte[] bytes) {
        ClassFile classFile = ClassFile.of();
        ClassModel model = classFile.parse(bytes);
        return classFile.transformClass(model, methods(type));
    }

    private static ClassTransform methods(String type) {
        return (builder, element) -> {
            if (element instanceof MethodModel method) {
                CodeTransform transform = null;
                for (Hook hook : Hook.values()) {
                    if (hook.type.equals(type)
                            && hook.method.equals(method.methodName().stringValue()
                                    + method.methodType().stringValue())) {
                        CodeTransform next = hook.callee.isEmpty() ? whole(hook, method) : callee(hook);
                        transform = transform == null ? next : transform.andThen(next);
                    }
                }
                if (transform != null) {
                    builder.transformMethod(method, MethodTransform.transformingCode(transform));
                    return;
                }
            }
            builder.with(element);
        };
    }

    /// The whole method: `begin` before its first instruction, `end` at each return, `fail` where it throws.
    private static CodeTransform whole(Hook hook, MethodModel method) {
        MethodTypeDesc descriptor = method.methodTypeSymbol();
        return CodeTransform.ofStateful(() -> new CodeTransform() {
            private int pending;
            private @Nullable Label start;

            @Override
            public void atStart(CodeBuilder code) {
                List<Integer> slots = new ArrayList<>();
                for (int i = 0; i < descriptor.parameterCount(); i++) {
                    slots.add(code.parameterSlot(i));
                }
                pending = begin(code, hook, descriptor, slots);
                start = code.newBoundLabel();
            }

            @Override
            public void accept(CodeBuilder code, CodeElement element) {
                if (element instanceof ReturnInstruction) {
                    end(code, pending, descriptor.returnType());
                }
                code.with(element);
            }

            @Override
            public void atEnd(CodeBuilder code) {
                fail(code, pending, start);
            }
        });
    }

    /// One call within the method, of a static method that returns nothing.
    private static CodeTransform callee(Hook hook) {
        return (code, element) -> {
            if (!(element instanceof InvokeInstruction call)
                    || !call.owner().asInternalName().equals("sun/nio/ch/Net")
                    || !hook.callee.equals(
                            call.name().stringValue() + call.type().stringValue())) {
                code.with(element);
                return;
            }
            MethodTypeDesc descriptor = call.typeSymbol();
            Integer[] slots = new Integer[descriptor.parameterCount()];
            for (int i = slots.length - 1; i >= 0; i--) {
                TypeKind kind = TypeKind.from(descriptor.parameterType(i));
                slots[i] = code.allocateLocal(kind);
                code.storeLocal(kind, slots[i]);
            }
            int pending = begin(code, hook, descriptor, List.of(slots));
            Label start = code.newBoundLabel();
            for (int i = 0; i < slots.length; i++) {
                code.loadLocal(TypeKind.from(descriptor.parameterType(i)), slots[i]);
            }
            code.with(element);
            Label after = code.newLabel();
            end(code, pending, CD_void);
            code.goto_(after);
            fail(code, pending, start);
            code.labelBinding(after);
        };
    }

    /// `pending = Bridge.begin.apply(hook, new Object[] {this, arguments})`
    private static int begin(CodeBuilder code, Hook hook, MethodTypeDesc descriptor, List<Integer> slots) {
        code.getstatic(Bridge.TYPE, Bridge.BEGIN, Bridge.FUNCTION).loadConstant(hook.ordinal());
        box(code, TypeKind.INT);
        code.loadConstant(slots.size() + 1).anewarray(CD_Object);
        code.dup().iconst_0().aload(0).aastore();
        for (int i = 0; i < slots.size(); i++) {
            TypeKind kind = TypeKind.from(descriptor.parameterType(i));
            code.dup().loadConstant(i + 1).loadLocal(kind, slots.get(i));
            box(code, kind);
            code.aastore();
        }
        code.invokeinterface(Bridge.FUNCTION, "apply", APPLY);
        int pending = code.allocateLocal(TypeKind.REFERENCE);
        code.astore(pending);
        return pending;
    }

    /// `Bridge.end.accept(pending, result)`, with the result left where it was.
    private static void end(CodeBuilder code, int pending, ClassDesc resultType) {
        TypeKind kind = TypeKind.from(resultType);
        if (kind == TypeKind.VOID) {
            code.getstatic(Bridge.TYPE, Bridge.END, Bridge.CONSUMER)
                    .aload(pending)
                    .aconst_null();
        } else {
            int result = code.allocateLocal(kind);
            code.storeLocal(kind, result).loadLocal(kind, result);
            code.getstatic(Bridge.TYPE, Bridge.END, Bridge.CONSUMER)
                    .aload(pending)
                    .loadLocal(kind, result);
            box(code, kind);
        }
        code.invokeinterface(Bridge.CONSUMER, "accept", ACCEPT);
    }

    /// The handler of everything thrown since `start`: `Bridge.fail.accept(pending, exception); throw exception`.
    private static void fail(CodeBuilder code, int pending, @Nullable Label start) {
        if (start == null) {
            throw new IllegalStateException("a method that ends before it starts");
        }
        Label handler = code.newBoundLabel();
        code.exceptionCatchAll(start, handler, handler);
        int exception = code.allocateLocal(TypeKind.REFERENCE);
        code.astore(exception);
        code.getstatic(Bridge.TYPE, Bridge.FAIL, Bridge.CONSUMER).aload(pending).aload(exception);
        code.invokeinterface(Bridge.CONSUMER, "accept", ACCEPT);
        code.aload(exception).athrow();
    }

    /// Booleans become Integers, 0 and 1.
    private static void box(CodeBuilder code, TypeKind kind) {
        switch (kind.asLoadable()) {
            case REFERENCE -> {}
            case LONG -> code.invokestatic(LONG, "valueOf", MethodTypeDesc.of(LONG, CD_long));
            default -> code.invokestatic(INTEGER, "valueOf", MethodTypeDesc.of(INTEGER, CD_int));
        }
    }
}
