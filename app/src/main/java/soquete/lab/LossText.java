package soquete.lab;

import soquete.text.Messages;
import soquete.trace.Loss;

/// Who lost something, in the reader's words.
public final class LossText {

    private LossText() {}

    public static String of(Loss loss, Messages lab) {
        String[] words = loss.source().split(" ", 2);
        return lab.text("loss." + words[0], words.length > 1 ? words[1] : "");
    }
}
