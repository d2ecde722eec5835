package me.meeshy.infra.compose;

import java.util.List;
import me.meeshy.infra.compose.YamlNode.Kind;

/** Permission bits: text is octal, and a number stands for itself. */
final class PermissionBits {

    private static final int MOST = 07777;

    private PermissionBits() {}

    /** A number stands for itself, as in compose: {@code 0700} and {@code 0o700} are octal to YAML, {@code 700} is not. */
    static int read(Field field, List<ComposeWarning> warnings) {
        if (field.scalar().kind() == Kind.TEXT) {
            return octal(field, field.text());
        }
        int mode = field.integer(0, MOST);
        if (!field.scalar().source().startsWith("0")) {
            warnings.add(field.warning("is read as a decimal number; write 0o"
                    + field.scalar().source() + " if permission bits are meant"));
        }
        return mode;
    }

    static int octal(Field field, String text) {
        String digits = text.startsWith("0o") ? text.substring(2) : text;
        if (!digits.matches("[0-7]{1,5}") || Integer.parseInt(digits, 8) > MOST) {
            throw field.problem(
                    field.shown() + " is no set of permission bits; write them in octal, for instance 0700");
        }
        return Integer.parseInt(digits, 8);
    }
}
