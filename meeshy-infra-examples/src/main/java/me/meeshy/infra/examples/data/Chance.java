package me.meeshy.infra.examples.data;

import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.bson.BsonDateTime;

/** What happens by chance, and yet the same in every run: one for each collection. Not thread-safe. */
final class Chance {

    /** Everything in the data happens in the two years after this. */
    static final Instant BEGINNING = Instant.parse("2024-01-01T00:00:00Z");

    private static final int TWO_YEARS_SECONDS = 2 * 365 * 24 * 60 * 60;
    private static final List<String> WORDS = List.of(
            ("the of and a to in is you that it he was for on are as with his they I at be this have from or one had by word but not what all "
                            + "were we when your can said there use an each which she do how their if will up other about out many then them these so some "
                            + "her would make like him into time has look two more write go see number no way could people my than first water been call who "
                            + "bonjour merci demain peut-être où ça très réunion déjà garçon élève français hola mañana señor niño gracias también corazón "
                            + "olá amanhã coração não obrigado straße grüße schön über größe привет спасибо завтра 你好 谢谢 明天 こんにちは ありがとう 안녕하세요 "
                            + "مرحبا شكرا 🙂 🎉 👍")
                    .split(" "));

    private final SplittableRandom random;

    Chance(long seed) {
        this.random = new SplittableRandom(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    long number() {
        return random.nextLong();
    }

    double fraction() {
        return random.nextDouble();
    }

    /** True in that many of a hundred cases. */
    boolean percent(int cases) {
        return random.nextInt(100) < cases;
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    final <T> T pick(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    BsonDateTime moment() {
        return new BsonDateTime(
                BEGINNING.toEpochMilli() + random.nextInt(TWO_YEARS_SECONDS) * 1_000L + random.nextInt(1_000));
    }

    /** Far ahead, so that no TTL index deletes what tests count. */
    BsonDateTime expiry() {
        return new BsonDateTime(
                Instant.parse("2099-01-01T00:00:00Z").toEpochMilli() + random.nextInt(TWO_YEARS_SECONDS) * 1_000L);
    }

    /** Words of several languages and scripts. */
    String text(int leastWords, int mostWords) {
        int words = between(leastWords, mostWords);
        var text = new StringBuilder(words * 6);
        for (int i = 0; i < words; i++) {
            if (i > 0) {
                text.append(' ');
            }
            text.append(WORDS.get(random.nextInt(WORDS.size())));
        }
        return text.toString();
    }

    byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i += Long.BYTES) {
            long value = random.nextLong();
            for (int j = i; j < Math.min(count, i + Long.BYTES); j++, value >>>= 8) {
                bytes[j] = (byte) value;
            }
        }
        return bytes;
    }

    /** A made-up token in hexadecimal. */
    String token(int characters) {
        var token = new StringBuilder(characters);
        while (token.length() < characters) {
            token.append(Character.forDigit(random.nextInt(16), 16));
        }
        return token.toString();
    }
}
