package soquete.host.portable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import soquete.host.Host;
import soquete.host.Programs;
import soquete.wire.Addresses;

/// This machine, by what every JVM has.
final class PortableMachine implements Host {

    private final Set<Process> programs = ConcurrentHashMap.newKeySet();

    @Override
    public String name() {
        return "machine";
    }

    @Override
    public List<String> interfaces() throws IOException {
        return NetworkInterface.networkInterfaces()
                .filter(PortableMachine::isUp)
                .map(NetworkInterface::getName)
                .toList();
    }

    @Override
    public List<InetAddress> addresses() throws IOException {
        return NetworkInterface.networkInterfaces()
                .filter(PortableMachine::isUp)
                .flatMap(NetworkInterface::inetAddresses)
                .map(address -> Addresses.of(address.getAddress()))
                .sorted(Comparator.comparing(InetAddress::isLoopbackAddress).reversed())
                .toList();
    }

    private static boolean isUp(NetworkInterface one) {
        try {
            return one.isUp();
        } catch (SocketException e) {
            return false;
        }
    }

    @Override
    public <T> T call(Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofPlatform().daemon().name("work on machine").start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Exception exception -> throw exception;
                case Error error -> throw error;
                case null, default -> throw e;
            }
        } catch (InterruptedException e) {
            task.cancel(true);
            throw e;
        }
    }

    @Override
    public Process start(ProcessBuilder program) throws IOException {
        Process process = program.start();
        programs.add(process);
        var unused = process.onExit().thenAccept(programs::remove);
        return process;
    }

    @Override
    public void close() {
        Programs.end(programs);
    }
}
