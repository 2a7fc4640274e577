package soquete.lab;

import soquete.text.Messages;

/// What a program is to its scene, in the reader's words: `client 3`.
public final class RoleText {

    private RoleText() {}

    public static String of(String role, Messages lab) {
        String[] words = role.split(" ", 2);
        return lab.text("role." + words[0]) + (words.length > 1 ? " " + words[1] : "");
    }
}
