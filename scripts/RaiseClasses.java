import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/// Writes those classes of jars anew that are of a version before Java 6, as classes of today: `RaiseClasses FILE.jar …`.
///
/// The JVM keeps no such class in its AOT cache: it reads it at each start, and verifies it by inference. A jar without
/// such classes is left alone. One of which a class does not verify afterwards is left alone, too, and ends it.
final class RaiseClasses {
    /// Java 6: the first whose classes say what verifying needs (JVMS §4.10.1).
    private static final int FIRST_WITH_STACK_MAPS = ClassFile.JAVA_6_VERSION;

    private RaiseClasses() {}

    public static void main(String[] args) throws IOException {
        for (String jar : args) {
            raise(Path.of(jar));
        }
    }

    private static void raise(Path jar) throws IOException {
        Path raised = jar.resolveSibling(jar.getFileName() + ".raised");
        try (JarFile from = new JarFile(jar.toFile());
                URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
            if (write(from, classFile(loader), raised)) {
                Files.move(raised, jar, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(raised);
        }
    }

    private static ClassFile classFile(ClassLoader loader) {
        return ClassFile.of(
                ClassFile.ConstantPoolSharingOption.NEW_POOL,
                ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(loader)));
    }

    /// False when nothing had to be written anew.
    private static boolean write(JarFile from, ClassFile classFile, Path to) throws IOException {
        boolean changed = false;
        try (OutputStream file = Files.newOutputStream(to);
                JarOutputStream out = new JarOutputStream(file)) {
            for (JarEntry entry : Collections.list(from.entries())) {
                byte[] bytes = from.getInputStream(entry).readAllBytes();
                if (entry.getName().endsWith(".class") && version(bytes) < FIRST_WITH_STACK_MAPS) {
                    bytes = raised(classFile, classFile.parse(bytes));
                    changed = true;
                }
                JarEntry written = new JarEntry(entry.getName());
                written.setTime(entry.getTime());
                out.putNextEntry(written);
                out.write(bytes);
                out.closeEntry();
            }
        }
        return changed;
    }

    /// JVMS §4.1: magic 4 | minor 2 | major 2.
    private static int version(byte[] classFile) {
        return (classFile[6] & 0xFF) << 8 | classFile[7] & 0xFF;
    }

    private static byte[] raised(ClassFile classFile, ClassModel old) {
        ClassTransform version = (builder, element) -> {
            if (element instanceof ClassFileVersion) {
                builder.withVersion(ClassFile.latestMajorVersion(), 0);
            } else {
                builder.with(element);
            }
        };
        // code that is copied piece by piece gets its stack maps; copied whole it would stay as it is
        byte[] raised =
                classFile.transformClass(old, version.andThen(ClassTransform.transformingMethodBodies(CodeBuilder::with)));
        if (!classFile.verify(raised).isEmpty()) {
            throw new IllegalStateException(old.thisClass().asInternalName() + ": " + classFile.verify(raised));
        }
        return raised;
    }
}
