package me.meeshy.infra;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CoreArchitectureTest extends ArchitectureRules {

    private static final String ROOT = "me.meeshy.infra";

    /** Which packages each may use, besides {@code internal}; the root package is {@code ""}. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry("internal", Set.of()),
            Map.entry("model", Set.of()),
            Map.entry("archive", Set.of()),
            Map.entry("image", Set.of("archive", "model")),
            Map.entry("secret", Set.of("model")),
            Map.entry("compose", Set.of("model")),
            Map.entry("engine", Set.of("model")),
            Map.entry("engine.docker", Set.of("engine", "model")),
            Map.entry("plan", Set.of("engine", "model")),
            Map.entry("orchestration", Set.of("plan", "engine", "secret", "model", "archive", "image")),
            Map.entry("isolation", Set.of("model")),
            Map.entry("isolation.shared", Set.of("isolation", "orchestration", "compose", "secret", "model")),
            Map.entry(
                    "",
                    Set.of(
                            "archive",
                            "isolation",
                            "isolation.shared",
                            "orchestration",
                            "plan",
                            "engine",
                            "engine.docker",
                            "compose",
                            "secret",
                            "model")),
            Map.entry("check", Set.of("", "engine", "secret", "model")),
            Map.entry("migration", Set.of("", "check", "engine", "secret", "model")));

    CoreArchitectureTest() {
        super(Environment.class);
    }

    @Test
    void packagesUseOnlyThoseThatTheyMay() {
        ArchRuleDefinition.classes().should(useOnlyPackagesThatTheyMay()).check(main());
    }

    @Test
    void migrationKnowsNoStore() {
        noClasses()
                .that()
                .resideInAPackage("me.meeshy.infra.migration..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "me.meeshy.infra.mongo..", "me.meeshy.infra.redis..", "com.mongodb..", "org.bson..", "redis..")
                .check(main());
    }

    @Test
    void whatIsInternalIsNotExported() {
        assertThat(exported())
                .contains(ROOT, ROOT + ".model")
                .doesNotContain(ROOT + ".orchestration", ROOT + ".internal");
    }

    private static ArchCondition<JavaClass> useOnlyPackagesThatTheyMay() {
        return new ArchCondition<>("use only packages that they may use") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String from = shortName(type.getPackageName());
                Set<String> allowed = Stream.concat(
                                MAY_USE.getOrDefault(from, Set.of()).stream(), Stream.of(from, "internal"))
                        .collect(Collectors.toSet());
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    JavaClass target = dependency.getTargetClass().getBaseComponentType();
                    if (target.getPackageName().startsWith(ROOT)) {
                        events.add(new SimpleConditionEvent(
                                type,
                                allowed.contains(shortName(target.getPackageName())),
                                dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static String shortName(String packageName) {
        return packageName.equals(ROOT) ? "" : packageName.substring(ROOT.length() + 1);
    }
}
