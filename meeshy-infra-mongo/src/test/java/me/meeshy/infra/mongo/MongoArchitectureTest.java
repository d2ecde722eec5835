package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import me.meeshy.infra.ArchitectureRules;
import org.junit.jupiter.api.Test;

class MongoArchitectureTest extends ArchitectureRules {

    private static final String ROOT = "me.meeshy.infra.mongo";

    /** Which packages each may use; the root package may use them all. */
    private static final Map<String, Set<String>> MAY_USE = new TreeMap<>(Map.ofEntries(
            Map.entry("model", Set.of()),
            Map.entry("work", Set.of("model")),
            Map.entry("bson", Set.of("work", "model")),
            Map.entry("compress", Set.of("model")),
            Map.entry("archive", Set.of("bson", "work", "model")),
            Map.entry("catalogue", Set.of("model")),
            Map.entry("server", Set.of("catalogue", "bson", "work", "model")),
            Map.entry("write", Set.of("server", "bson", "work", "model")),
            Map.entry("format", Set.of("archive", "compress", "catalogue", "bson", "work", "model")),
            Map.entry("verify", Set.of("server", "catalogue", "bson", "work", "model")),
            Map.entry("backups", Set.of("format", "archive", "compress", "model")),
            Map.entry("compare", Set.of("format", "server", "catalogue", "bson", "work", "model")),
            Map.entry("dump", Set.of("format", "archive", "compress", "server", "catalogue", "bson", "work", "model")),
            Map.entry(
                    "restore",
                    Set.of("format", "verify", "write", "swap", "server", "catalogue", "bson", "work", "model")),
            Map.entry("swap", Set.of("server", "catalogue", "work", "model"))));

    MongoArchitectureTest() {
        super(MongoCopy.class);
    }

    @Test
    void packagesUseOnlyThoseThatTheyMay() {
        ArchRuleDefinition.classes().should(useOnlyPackagesThatTheyMay()).check(main());
    }

    @Test
    void onlyTheEntriesAndTheirValuesAreExported() {
        assertThat(exported()).containsExactlyInAnyOrder(ROOT, ROOT + ".model");
    }

    private static ArchCondition<JavaClass> useOnlyPackagesThatTheyMay() {
        return new ArchCondition<>("use only packages that they may use") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (type.getPackageName().equals(ROOT)) {
                    return;
                }
                String from = shortName(type);
                Set<String> allowed = MAY_USE.getOrDefault(from, Set.of());
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    JavaClass target = dependency.getTargetClass().getBaseComponentType();
                    if (target.getPackageName().startsWith(ROOT)) {
                        String to = shortName(target);
                        events.add(new SimpleConditionEvent(
                                type, to.equals(from) || allowed.contains(to), dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static String shortName(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
    }
}
