package me.meeshy.infra.mongo.bench;

import java.util.Arrays;
import java.util.Random;

/**
 * Made-up words that come as often as words do: the n-th most frequent about 1/n as often as the first (Zipf's law). A phrase that is repeated would pack far
 * better, and faster, than what people write.
 */
final class Words {

    private static final int COUNT = 4_000;
    private static final int LONGEST = 10;
    /** About as often as each is used in English. */
    private static final String LETTERS =
            "eeeeeeeeeeeetttttttttaaaaaaaaooooooooiiiiiiinnnnnnnsssssshhhhhhrrrrrrddddlllluuucccmmmwwffggyyppbbvk";

    private final Random random;
    private final String[] words = new String[COUNT];
    private final double[] upTo = new double[COUNT];

    Words(Random random) {
        this.random = random;
        double sum = 0;
        for (int i = 0; i < COUNT; i++) {
            words[i] = word();
            sum += 1.0 / (i + 1);
            upTo[i] = sum;
        }
    }

    private String word() {
        int length = 2 + random.nextInt(LONGEST - 1);
        StringBuilder word = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            word.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return word.toString();
    }

    /** A text of so many characters. */
    String text(int length) {
        StringBuilder text = new StringBuilder(length + LONGEST + 1);
        while (text.length() < length) {
            text.append(words[any()]).append(' ');
        }
        text.setLength(length);
        return text.toString();
    }

    private int any() {
        int found = Arrays.binarySearch(upTo, random.nextDouble() * upTo[COUNT - 1]);
        return found < 0 ? -found - 1 : found;
    }
}
