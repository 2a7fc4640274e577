package soquete.host.linux;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A program on a made host, whose end is told by a thread that is not on it.
///
/// The JDK's own thread that waits for a process is born on the thread that starts it, hence on the host.
/// Whatever it wakes (a virtual thread's carrier, a worker of the common pool) would be born there too, and
/// with it the sockets of code that has nothing to do with the host: measured, 200 of 200 tasks of the
/// common pool.
final class HostProgram extends Process {

    private final Process process;
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();

    private HostProgram(Process process) {
        this.process = process;
    }

    /// To be called on a thread of the machine.
    static HostProgram watched(Process process) {
        HostProgram program = new HostProgram(process);
        Thread.ofPlatform().daemon().name("program " + process.pid()).start(program::watch);
        return program;
    }

    private void watch() {
        try {
            exit.complete(process.waitFor());
        } catch (InterruptedException e) {
            exit.completeExceptionally(e);
        }
    }

    @Override
    public OutputStream getOutputStream() {
        return process.getOutputStream();
    }

    @Override
    public InputStream getInputStream() {
        return process.getInputStream();
    }

    @Override
    public InputStream getErrorStream() {
        return process.getErrorStream();
    }

    @Override
    public int waitFor() throws InterruptedException {
        try {
            return exit.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
        try {
            exit.get(timeout, unit);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public CompletableFuture<Process> onExit() {
        return exit.thenApply(status -> this);
    }

    @Override
    public int exitValue() {
        return process.exitValue();
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void destroy() {
        process.destroy();
    }

    @Override
    public Process destroyForcibly() {
        process.destroyForcibly();
        return this;
    }

    @Override
    public boolean supportsNormalTermination() {
        return process.supportsNormalTermination();
    }

    @Override
    public ProcessHandle toHandle() {
        return process.toHandle();
    }
}
