package me.meeshy.infra.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.ContainerSummary;
import org.junit.jupiter.api.Test;

/** What an interrupted replacement leaves, at each point where a process may end. */
class StandingTest {

    private static final String NAME = "shop-web-1";
    private static final String OLD_ID = "0123456789abcdef";
    private static final String OLD_ASIDE = "0123456789ab_shop-web-1";
    private static final String NEW_TEMPORARY = "fedcba987654_shop-web-1";

    @Test
    void whenTheNewOneNeverTookItsPlaceItIsDiscarded() {
        ContainerSummary old = old(NAME, true);
        ContainerSummary fresh = fresh(NEW_TEMPORARY, true);

        Standing standing = standing(old, fresh);

        assertThat(standing.current()).contains(old);
        assertThat(standing.misnamed()).isFalse();
        assertThat(standing.discards()).containsExactly(fresh);
    }

    @Test
    void whenNeitherHasTheNameTheOldOneGetsItBack() {
        ContainerSummary old = old(OLD_ASIDE, false);
        ContainerSummary fresh = fresh(NEW_TEMPORARY, true);

        Standing standing = standing(fresh, old);

        assertThat(standing.current()).contains(old);
        assertThat(standing.misnamed()).isTrue();
        assertThat(standing.discards()).containsExactly(fresh);
    }

    @Test
    void whenTheNewOneTookThePlaceTheOldOneIsKeptUntilItIsKnownThatThatWorks() {
        ContainerSummary old = old(OLD_ASIDE, false);
        ContainerSummary fresh = fresh(NAME, true);

        Standing standing = standing(old, fresh);

        assertThat(standing.current()).contains(fresh);
        assertThat(standing.fallback()).contains(old);
        assertThat(standing.discards()).isEmpty();
        Standing back = standing.backToFallback();
        assertThat(back.current()).contains(old);
        assertThat(back.misnamed()).isTrue();
        assertThat(back.discards()).containsExactly(fresh);
    }

    @Test
    void whenOnlyOneIsLeftUnderATemporaryNameItCounts() {
        ContainerSummary composes = container("c", NEW_TEMPORARY, true, Map.of("com.docker.compose.replace", NAME));

        assertThat(standing(composes).current()).contains(composes);
        assertThat(standing(composes).misnamed()).isTrue();
    }

    @Test
    void whenSeveralAreLeftThatWeDidNotMakeTheRunningOneCounts() {
        ContainerSummary ended = container("a", "aaaaaaaaaaaa_shop-web-1", false, Map.of());
        ContainerSummary runs = container("b", "bbbbbbbbbbbb_shop-web-1", true, Map.of());

        Standing standing = standing(ended, runs);

        assertThat(standing.current()).contains(runs);
        assertThat(standing.leftovers()).containsExactly(ended);
    }

    @Test
    void whenTheNameWasChangedTheFormerOneIsWhatIsReplaced() {
        ContainerSummary former = old("shop_former", true);
        ContainerSummary fresh = fresh(NEW_TEMPORARY, false);

        Standing standing = standing(fresh, former);

        assertThat(standing.current()).contains(former);
        assertThat(standing.misnamed()).as("it never had another name").isFalse();
        assertThat(standing.discards()).containsExactly(fresh);
    }

    @Test
    void ofNumbersHoldsEachApart() {
        ContainerSummary second = container("2", "shop-web-2", true, Map.of(Labels.NUMBER, "2"));

        Map<Integer, Standing> standings =
                Standing.of(number -> "shop-web-" + number, 3, List.of(old(NAME, true), second));

        assertThat(standings).containsOnlyKeys(1, 2, 3);
        assertThat(Objects.requireNonNull(standings.get(2)).current()).contains(second);
        assertThat(Objects.requireNonNull(standings.get(3)).current()).isEmpty();
    }

    private static Standing standing(ContainerSummary... containers) {
        return Objects.requireNonNull(
                Standing.of(number -> NAME, 1, List.of(containers)).get(1));
    }

    private static ContainerSummary old(String name, boolean runs) {
        return container(OLD_ID, name, runs, Map.of());
    }

    private static ContainerSummary fresh(String name, boolean runs) {
        return container("fresh", name, runs, Map.of(Labels.REPLACES, OLD_ID));
    }

    private static ContainerSummary container(String id, String name, boolean runs, Map<String, String> labels) {
        var all = new HashMap<>(labels);
        all.putIfAbsent(Labels.NUMBER, "1");
        return new ContainerSummary(
                id, name, "image", "sha", all, runs ? ContainerState.Status.RUNNING : ContainerState.Status.EXITED);
    }
}
