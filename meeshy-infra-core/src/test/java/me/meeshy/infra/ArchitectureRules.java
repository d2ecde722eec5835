package me.meeshy.infra;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What every module keeps to; each has a test that extends this one. */
public abstract class ArchitectureRules {

    private static final String DOCKER_ADAPTER = "me.meeshy.infra.engine.docker";

    private final JavaClasses main;
    private final ModuleDescriptor module;

    /**
     * The rules for one module.
     *
     * @param member any class of its main code
     */
    protected ArchitectureRules(Class<?> member) {
        try {
            Path classes = Path.of(
                    member.getProtectionDomain().getCodeSource().getLocation().toURI());
            main = new ClassFileImporter().importPath(classes);
            try (InputStream descriptor = Files.newInputStream(classes.resolve("module-info.class"))) {
                module = ModuleDescriptor.read(descriptor);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The module's main classes. */
    protected final JavaClasses main() {
        return main;
    }

    /** The packages that it exports to everybody. */
    protected final Set<String> exported() {
        return module.exports().stream()
                .filter(exports -> !exports.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet());
    }

    @Test
    protected void packagesHaveNoCycles() {
        SlicesRuleDefinition.slices()
                .matching("me.meeshy.(**)")
                .should()
                .beFreeOfCycles()
                .check(main);
    }

    @Test
    protected void onlyTheAdapterKnowsDockerJava() {
        noClasses()
                .that()
                .resideOutsideOfPackage(DOCKER_ADAPTER)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.github.dockerjava..")
                .check(main);
    }

    @Test
    protected void publicSignaturesHoldOnlyTypesOfTheJdkAndOurs() {
        Set<String> hidden = main.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
        hidden.removeAll(exported());
        classes()
                .that(areSeenFromOutside())
                .should(PublicSignatures.holdOnlyTypesOfTheJdkAndOurs(hidden))
                .check(main);
    }

    @Test
    protected void everyPackageIsNullMarked() {
        classes().should(resideInANullMarkedPackage()).check(main);
    }

    private DescribedPredicate<JavaClass> areSeenFromOutside() {
        Set<String> exported = exported();
        return DescribedPredicate.describe(
                "are seen from outside the module",
                type -> exported.contains(type.getPackageName()) && PublicSignatures.visible(type));
    }

    private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
        return new ArchCondition<>("reside in a package that is @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(new SimpleConditionEvent(
                        type, marked, type.getName() + ": its package has no package-info with @NullMarked"));
            }
        };
    }
}
