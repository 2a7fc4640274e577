package soquete.host;

import soquete.host.linux.LinuxPlatform;
import soquete.host.portable.PortablePlatform;

/// Chooses the platform of the machine this runs on. The system property `soquete.platform=portable` forces the one
/// that
/// needs nothing of the system.
final class Platforms {

    private Platforms() {}

    static Platform current() {
        boolean portable = "portable".equals(System.getProperty("soquete.platform"));
        boolean linux = "Linux".equals(System.getProperty("os.name"));
        return linux && !portable ? LinuxPlatform.open() : new PortablePlatform();
    }
}
