package soquete.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

class ServiceTest {

    @Test
    void everyByteIsStrippedAndUpperCasedAsPythonDoes() throws Exception {
        assumeTrue(Peers.has("python3"), "python3 is not installed");
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        String program = "import sys\nfor i in range(256):\n"
                + "  b=bytes([i,i])+bytes(range(256))+bytes([i])\n  sys.stdout.buffer.write(b.strip().upper())\n";
        Process python = new ProcessBuilder("python3", "-c", program).start();
        byte[] expected = python.getInputStream().readAllBytes();
        assertThat(python.waitFor()).isZero();

        java.io.ByteArrayOutputStream ours = new java.io.ByteArrayOutputStream();
        for (int i = 0; i < 256; i++) {
            byte[] data = new byte[259];
            data[0] = (byte) i;
            data[1] = (byte) i;
            System.arraycopy(all, 0, data, 2, 256);
            data[258] = (byte) i;
            ours.write(Service.UPPER.answer(data, data.length));
        }
        assertThat(ours.toByteArray()).isEqualTo(expected);
    }

    @Test
    void nothingButSpaceIsNothing() {
        assertThat(Service.UPPER.answer(new byte[] {' ', '\t', '\n', 11, '\f', '\r'}, 6))
                .isEmpty();
    }
}
