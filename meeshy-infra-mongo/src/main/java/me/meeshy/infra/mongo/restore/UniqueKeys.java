package me.meeshy.infra.mongo.restore;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * The keys under which a unique index would hold a document, as texts that are the same where the server takes the keys for
 * the same: numbers whatever their type, a missing field for null, each element of an array for itself. What is not certain has no keys.
 */
final class UniqueKeys {

    private static final String NULL = "null";

    private final List<String> fields;
    private final boolean sparse;

    UniqueKeys(List<String> fields, boolean sparse) {
        this.fields = fields;
        this.sparse = sparse;
    }

    Set<String> of(BsonDocument document) {
        if (fields.size() > 1 && fields.stream().anyMatch(each -> throughArray(document, each))) {
            // a server pairs the fields of each element, which is not done here: it is left to find out by itself
            return Set.of();
        }
        Set<String> keys = Set.of("");
        boolean any = false;
        for (String field : fields) {
            List<BsonValue> values = new ArrayList<>();
            boolean there = collect(document, field, values);
            any |= there;
            Set<String> texts = new LinkedHashSet<>();
            values.forEach(each -> texts.add(text(each)));
            if (texts.isEmpty()) {
                texts.add(NULL);
            }
            Set<String> combined = new LinkedHashSet<>();
            for (String head : keys) {
                texts.forEach(tail -> combined.add(head + "\u0001" + tail));
            }
            keys = combined;
        }
        return sparse && !any ? Set.of() : keys;
    }

    /** Whether the way to a field leads through an array; one that ends in an array does not. */
    private static boolean throughArray(BsonDocument document, String path) {
        int dot = path.indexOf('.');
        BsonValue value = dot < 0 ? null : document.get(path.substring(0, dot));
        if (value == null) {
            return false;
        }
        return value.isDocument() ? throughArray(value.asDocument(), path.substring(dot + 1)) : value.isArray();
    }

    /** Whether the field is there at all. */
    private static boolean collect(BsonDocument document, String path, List<BsonValue> values) {
        int dot = path.indexOf('.');
        BsonValue value = document.get(dot < 0 ? path : path.substring(0, dot));
        if (value == null) {
            return false;
        }
        if (dot < 0) {
            if (value.isArray() && !value.asArray().isEmpty()) {
                values.addAll(value.asArray());
            } else {
                values.add(value);
            }
            return true;
        }
        String rest = path.substring(dot + 1);
        if (value.isDocument()) {
            return collect(value.asDocument(), rest, values);
        }
        boolean any = false;
        if (value.isArray()) {
            int next = rest.indexOf('.');
            String number = next < 0 ? rest : rest.substring(0, next);
            if (number.matches("\\d{1,9}")
                    && Integer.parseInt(number) < value.asArray().size()) {
                BsonDocument wrapped = new BsonDocument(number, value.asArray().get(Integer.parseInt(number)));
                any = collect(wrapped, rest, values);
            }
            for (BsonValue each : value.asArray()) {
                if (each.isDocument()) {
                    any |= collect(each.asDocument(), rest, values);
                }
            }
        }
        return any;
    }

    private static String text(BsonValue value) {
        return switch (value.getBsonType()) {
            case NULL -> NULL;
            case INT32, INT64 ->
                "n" + BigDecimal.valueOf(value.asNumber().longValue()).stripTrailingZeros();
            case DOUBLE -> number(value.asDouble().getValue());
            case DECIMAL128 ->
                value.asDecimal128().getValue().isNaN()
                                || value.asDecimal128().getValue().isInfinite()
                        ? number(value.asDecimal128().getValue().doubleValue())
                        : value.asDecimal128().getValue().isNegative()
                                        && value.asDecimal128().getValue().doubleValue() == 0
                                ? "n0"
                                : "n" + plain(value.asDecimal128().getValue().bigDecimalValue());
            case STRING -> string(value.asString().getValue());
            case SYMBOL -> string(value.asSymbol().getSymbol());
            case DOCUMENT -> {
                StringBuilder text = new StringBuilder("{");
                value.asDocument()
                        .forEach((key, each) -> text.append(string(key))
                                .append('\u0002')
                                .append(text(each))
                                .append('\u0003'));
                yield text.append('}').toString();
            }
            case ARRAY -> {
                StringBuilder text = new StringBuilder("[");
                value.asArray().forEach(each -> text.append(text(each)).append('\u0003'));
                yield text.append(']').toString();
            }
            default -> value.getBsonType() + value.toString();
        };
    }

    /** With its length, so that no text can be taken for two. */
    private static String string(String value) {
        return "s" + value.length() + ":" + value;
    }

    private static String number(double value) {
        return Double.isNaN(value) || Double.isInfinite(value) ? "n" + value : "n" + plain(new BigDecimal(value));
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toString();
    }
}
