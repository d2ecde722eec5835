package me.meeshy.infra;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Image;
import com.github.dockerjava.api.model.Network;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.Volume;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Public, since so is what it shows to the rule. */
public class PublicSignaturesTest {

    @Test
    void ruleFindsForeignAndHiddenTypesWhereverASignatureHoldsThem() {
        List<String> found = violations(Leaky.class, Set.of());

        assertThat(found)
                .hasSize(9)
                .anyMatch(line -> line.contains("Leaky shows") && line.contains("Ports") && line.contains("Image"))
                .anyMatch(line -> line.contains(".field shows [com.github.dockerjava.api.model.Image]"))
                .anyMatch(line -> line.contains(".argument(") && line.contains("Network"))
                .anyMatch(line -> line.contains(".result(") && line.contains("Volume"))
                .anyMatch(line -> line.contains(".thrown(") && line.contains("DockerException"))
                .anyMatch(line -> line.contains(".array(") && line.contains("Image"))
                .anyMatch(line -> line.contains(".hidden(") && line.contains("Hidden"))
                .anyMatch(line -> line.contains(".<init>(") && line.contains("Container"));
    }

    @Test
    void ruleFindsTypesOfOurPackagesThatAreNotExported() {
        assertThat(violations(Leaky.class, Set.of("me.meeshy.infra")))
                .anyMatch(line -> line.contains(".ours(") && line.contains("Seen"));
    }

    @Test
    void ruleAllowsTheJdkAndOurs() {
        assertThat(violations(Tight.class, Set.of("me.meeshy.infra.internal"))).isEmpty();
    }

    private static List<String> violations(Class<?> type, Set<String> hidden) {
        return classes()
                .should(PublicSignatures.holdOnlyTypesOfTheJdkAndOurs(hidden))
                .evaluate(new ClassFileImporter().importClasses(type))
                .getFailureReport()
                .getDetails();
    }

    static final class Hidden {}

    /** Seen by everybody. */
    public interface Seen {}

    /** Shows what it should not, in each place that there is. */
    public abstract static class Leaky<T extends Ports> implements Supplier<Image> {
        protected Image field = new Image();

        Container unseen = new Container();

        protected Leaky(Container container) {}

        public abstract void argument(Map<String, List<? extends Network>> argument);

        protected abstract Set<Volume> result();

        public abstract void thrown() throws DockerException;

        public abstract Image[][] array();

        public abstract void hidden(Hidden argument);

        public abstract void ours(Seen argument);

        abstract Network unseenToo();

        @Override
        public Image get() {
            throw new UnsupportedOperationException();
        }
    }

    /** Shows only what it may, and keeps the rest to itself. */
    public abstract static class Tight<T extends Comparable<T>> implements Comparator<Map<String, T[]>> {
        private final Container unseen = new Container();

        public abstract List<Seen> seen(int number, byte[] bytes) throws IOException;

        Container unseen() {
            return unseen;
        }
    }
}
