package soquete.host;

import java.io.IOException;
import java.lang.System.Logger.Level;
import soquete.host.linux.LinuxPlatform;
import soquete.host.portable.PortablePlatform;

/// Chooses the platform of the machine this runs on. The system property `soquete.platform=portable` forces
/// the one that needs nothing of the system.
final class Platforms {

    private Platforms() {}

    static Platform current() {
        boolean portable = "portable".equals(System.getProperty("soquete.platform"));
        if (!portable && "Linux".equals(System.getProperty("os.name"))) {
            try {
                return LinuxPlatform.open();
            } catch (IOException e) {
                System.getLogger(Platforms.class.getName()).log(Level.WARNING, "Linux without netlink", e);
            }
        }
        return new PortablePlatform();
    }
}
