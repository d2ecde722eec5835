package me.meeshy.infra.mongo.restore;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import me.meeshy.infra.mongo.bson.ContentHasher;
import me.meeshy.infra.mongo.bson.DocumentReceiver;
import me.meeshy.infra.mongo.bson.RawBson;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.IndexKeys;
import me.meeshy.infra.mongo.format.DumpSource;
import me.meeshy.infra.mongo.model.DuplicateKey;
import me.meeshy.infra.mongo.model.DuplicateKeysException;
import me.meeshy.infra.mongo.work.Deadline;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/**
 * Holds a dump's documents against its own unique indexes, before a server is asked for anything. Of keys it remembers 64
 * bits, of so many at a time as fit into its memory; those that seem to come twice are looked at once more as they are.
 */
final class UniqueCheck {

    /** Of eight bytes each, in a table twice as large. */
    private static final int MOST_REMEMBERED = 1_500_000;

    private static final int MOST_LISTED = 100;
    private static final int MOST_IDS = 10;
    private static final int MOST_OF_AN_ID = 200;

    private final DumpSource source;
    private final Deadline deadline;
    private final int mostRemembered;

    UniqueCheck(DumpSource source, Deadline deadline) {
        this(source, deadline, MOST_REMEMBERED);
    }

    UniqueCheck(DumpSource source, Deadline deadline, int mostRemembered) {
        this.source = source;
        this.deadline = deadline;
        this.mostRemembered = mostRemembered;
    }

    /** One index of one collection. */
    private record Checked(RestorePlan.Item item, String index, UniqueKeys keys) {}

    void check(List<RestorePlan.Item> items) {
        List<DuplicateKey> found = new ArrayList<>();
        for (RestorePlan.Item item : items) {
            if (!item.view()
                    && !item.timeSeries()
                    && !collated(item.description().options())) {
                List<Checked> indexes = indexes(item);
                indexes.forEach(each -> found.addAll(check(each)));
            }
        }
        if (!found.isEmpty()) {
            throw new DuplicateKeysException(found);
        }
    }

    private static List<Checked> indexes(RestorePlan.Item item) {
        CollectionDescription description = item.description();
        List<Checked> checked = new ArrayList<>();
        checked.add(new Checked(item, "_id_", new UniqueKeys(List.of("_id"), false)));
        for (BsonDocument each : description.indexes()) {
            if (holds(each, "unique") && isPlain(each)) {
                checked.add(new Checked(
                        item,
                        each.getString("name", new BsonString("?")).getValue(),
                        new UniqueKeys(
                                List.copyOf(IndexKeys.mended(each.getDocument("key"))
                                        .keySet()),
                                holds(each, "sparse"))));
            }
        }
        return checked;
    }

    /** One whose keys are the values themselves: not those of a part of the documents, nor places, words or hashes. */
    private static boolean isPlain(BsonDocument index) {
        return !index.containsKey("partialFilterExpression")
                && !collated(index)
                && IndexKeys.mended(index.getDocument("key")).values().stream().noneMatch(BsonValue::isString);
    }

    /** Old dumps have numbers for it. */
    private static boolean holds(BsonDocument index, String option) {
        BsonValue value = index.get(option);
        return value != null
                && (value.isBoolean()
                        ? value.asBoolean().getValue()
                        : value.isNumber() && value.asNumber().doubleValue() != 0);
    }

    private static boolean collated(BsonDocument options) {
        BsonValue collation = options.get("collation");
        return collation != null
                && !(collation.isDocument()
                        && new BsonString("simple")
                                .equals(collation.asDocument().get("locale")));
    }

    private List<DuplicateKey> check(Checked index) {
        int passes = (int) (index.item().data().hash().documents() / mostRemembered + 1);
        Optional<Set<Long>> found = twice(index, passes);
        while (found.isEmpty()) {
            passes *= 2;
            found = twice(index, passes);
        }
        Set<Long> twice = found.get();
        return twice.isEmpty() ? List.of() : duplicates(index, twice);
    }

    /** What seems to come twice; empty where arrays make so many keys that they do not fit into its memory. */
    private Optional<Set<Long>> twice(Checked index, int passes) {
        long documents = index.item().data().hash().documents();
        Set<Long> twice = new HashSet<>();
        for (int pass = 0; pass < passes && twice.size() < MOST_LISTED; pass++) {
            LongTable seen = new LongTable((int) Math.min(documents, mostRemembered) + 16);
            int now = pass;
            read(index.item(), document -> {
                for (String key : index.keys().of(document)) {
                    long hash = hash(key);
                    boolean looked = Long.remainderUnsigned(hash, passes) == now
                            && twice.size() < MOST_LISTED
                            && seen.size() <= mostRemembered * 4 / 3;
                    if (looked && !seen.add(hash)) {
                        twice.add(hash);
                    }
                }
            });
            if (seen.size() > mostRemembered * 4 / 3) {
                return Optional.empty();
            }
        }
        return Optional.of(twice);
    }

    private List<DuplicateKey> duplicates(Checked index, Set<Long> twice) {
        Map<String, List<String>> ids = new LinkedHashMap<>();
        Map<String, Long> counts = new HashMap<>();
        read(index.item(), document -> {
            for (String key : index.keys().of(document)) {
                if (twice.contains(hash(key))) {
                    counts.merge(key, 1L, Long::sum);
                    List<String> known = ids.computeIfAbsent(key, any -> new ArrayList<>());
                    if (known.size() < MOST_IDS) {
                        known.add(id(document));
                    }
                }
            }
        });
        List<DuplicateKey> found = new ArrayList<>();
        new TreeMap<>(ids).forEach((key, those) -> {
            if (counts.getOrDefault(key, 0L) > 1) {
                found.add(new DuplicateKey(index.item().namespace(), index.index(), shown(key), those));
            }
        });
        return found;
    }

    private static String shown(String key) {
        String plain = key.replaceAll("\\p{Cntrl}+", " ").strip();
        return plain.length() > MOST_OF_AN_ID ? plain.substring(0, MOST_OF_AN_ID) + "…" : plain;
    }

    private static String id(BsonDocument document) {
        String json = new BsonDocument("_id", Objects.requireNonNull(document.get("_id"))).toJson();
        return json.length() > MOST_OF_AN_ID ? json.substring(0, MOST_OF_AN_ID) + "…" : json;
    }

    private static long hash(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        ContentHasher hasher = new ContentHasher();
        hasher.add(bytes, 0, bytes.length);
        return hasher.hash().low();
    }

    private void read(RestorePlan.Item item, Consumer<BsonDocument> use) {
        String file = item.data().file();
        source.documents(
                (directory, name, shown) -> directory.equals(item.dumpedDatabase()) && name.equals(file)
                        ? new DocumentReceiver() {
                            @Override
                            public void accept(byte[] bytes, int offset, int length) {
                                RawBsonDocument document = RawBson.view(bytes, offset, length);
                                use.accept(document);
                            }

                            @Override
                            public void end() {
                                // all were looked at as they came
                            }
                        }
                        : null,
                deadline);
    }
}
