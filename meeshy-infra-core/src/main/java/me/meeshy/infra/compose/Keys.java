package me.meeshy.infra.compose;

import java.math.BigDecimal;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;

/**
 * The keys that a map of the file has, and readers of their single values; a key that is not there is passed over.
 *
 * @param fields the values by key
 */
record Keys(Map<String, Field> fields) {

    static Keys of(Field field, Section section) {
        return new Keys(field.entries(section));
    }

    void given(String key, Consumer<Field> reader) {
        Field field = fields.get(key);
        if (field != null) {
            reader.accept(field);
        }
    }

    Field required(String key, Field map) {
        Field field = fields.get(key);
        if (field == null) {
            throw map.problem("the key " + key + " is missing");
        }
        return field;
    }

    boolean has(String key) {
        return fields.containsKey(key);
    }

    /** As {@link #given}; an empty text, which is what a variable that is not set leaves, counts as not given, as with compose. */
    void filled(String key, Consumer<Field> reader) {
        given(key, field -> {
            if (!field.isEmptyText()) {
                reader.accept(field);
            }
        });
    }

    void text(String key, Consumer<String> setter) {
        filled(key, field -> setter.accept(field.text()));
    }

    void bool(String key, Consumer<Boolean> setter) {
        given(key, field -> setter.accept(field.bool()));
    }

    void integer(String key, int least, int most, IntConsumer setter) {
        given(key, field -> setter.accept(field.integer(least, most)));
    }

    void whole(String key, long least, LongConsumer setter) {
        given(key, field -> setter.accept(whole(field, least)));
    }

    /** As {@link #size}; the number -1, which is without limit to the engine, may stand in place of a size. */
    void limit(String key, LongConsumer setter) {
        given(key, field -> setter.accept(limit(field)));
    }

    static long limit(Field field) {
        return field.text().equals("-1") ? -1 : size(field);
    }

    /** Bytes, with a unit or without. */
    void size(String key, LongConsumer setter) {
        given(key, field -> setter.accept(size(field)));
    }

    void decimal(String key, Consumer<BigDecimal> setter) {
        given(key, field -> setter.accept(decimal(field)));
    }

    /** The items of a list, or the one value that stands in its place. */
    void texts(String key, Consumer<String> setter) {
        filled(key, field -> field.itemsOrSingle().forEach(item -> setter.accept(item.nonEmptyText())));
    }

    /** As {@link #texts}, and an empty item counts as not given, too. */
    void filledTexts(String key, Consumer<String> setter) {
        filled(
                key,
                field -> field.itemsOrSingle().stream()
                        .filter(item -> !item.isEmptyText())
                        .forEach(item -> setter.accept(item.text())));
    }

    static long whole(Field field, long least) {
        long value;
        try {
            value = Long.parseLong(field.text());
        } catch (NumberFormatException e) {
            throw field.problem(field.shown() + " is not a whole number");
        }
        if (value < least) {
            throw field.problem(field.shown() + " is below " + least);
        }
        return value;
    }

    static long size(Field field) {
        return ByteSize.parse(field.text())
                .orElseThrow(() -> field.problem(field.shown() + " is no size; write bytes, or for instance 64m"));
    }

    private static BigDecimal decimal(Field field) {
        if (!field.text().matches("[0-9]{1,9}(\\.[0-9]{0,99})?|\\.[0-9]{1,99}")) {
            throw field.problem(field.shown() + " is no number such as 0.5");
        }
        return new BigDecimal(field.text());
    }
}
