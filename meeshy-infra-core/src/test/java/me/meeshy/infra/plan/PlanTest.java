package me.meeshy.infra.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import me.meeshy.infra.internal.Json;
import org.junit.jupiter.api.Test;

class PlanTest {

    private static final Change IMAGE = change(Change.Action.PULL, Change.Kind.IMAGE, "mongo:8.0", "mongo:8.0");
    private static final Change NETWORK = change(Change.Action.LEAVE, Change.Kind.NETWORK, "default", "chat_default");
    private static final Change DATABASE = change(
            Change.Action.RECREATE,
            Change.Kind.SERVICE,
            "database",
            "chat-database-1",
            "image changed",
            "port changed");
    private static final Change ORPHAN =
            change(Change.Action.ORPHAN, Change.Kind.SERVICE, "old", "chat-old-1", "the stack has no such service");

    private static final Plan PLAN =
            new Plan("staging", "chat", List.of(IMAGE, NETWORK, DATABASE, ORPHAN), List.of("port 80 is taken"));

    @Test
    void toStringSaysWhatWouldHappenAndWhy() {
        assertThat(PLAN).hasToString("""
                Plan for staging (project chat): 1 to pull, 1 to recreate, 1 to leave, 1 orphaned
                  pull      image    mongo:8.0
                  leave     network  default (chat_default)
                  recreate  service  database (chat-database-1)  image changed; port changed
                  orphan    service  old (chat-old-1)            the stack has no such service
                  warning: port 80 is taken
                """);
    }

    @Test
    void toStringWhenNothingIsToBeDoneSaysSo() {
        assertThat(plan(NETWORK, ORPHAN).toString()).startsWith("Plan for staging (project chat): nothing to change\n");
    }

    @Test
    void changesNothingWhenAllIsLeftOrNotOurs() {
        assertThat(plan(NETWORK, ORPHAN).changesNothing()).isTrue();
        assertThat(plan().changesNothing()).isTrue();
        for (Change.Action action : Change.Action.values()) {
            boolean nothing = action == Change.Action.LEAVE || action == Change.Action.ORPHAN;
            assertThat(plan(change(action, Change.Kind.SERVICE, "a", "a")).changesNothing())
                    .as(action.word())
                    .isEqualTo(nothing);
        }
    }

    @Test
    void serviceFindsWhatWouldHappenToIt() {
        assertThat(PLAN.service("database")).contains(DATABASE);
        assertThat(PLAN.service("mongo:8.0")).as("an image").isEmpty();
        assertThat(PLAN.service("old")).as("no service of the stack").isEmpty();
    }

    @Test
    void serviceIsNotTheContainerThatIsRemovedForIt() {
        Change removed = change(Change.Action.REMOVE, Change.Kind.SERVICE, "database", "chat-database-2");

        assertThat(plan(removed, DATABASE).service("database")).contains(DATABASE);
    }

    @Test
    void changesAreFoundByKindAndAction() {
        Change refused = change(Change.Action.REFUSE, Change.Kind.VOLUME, "data", "chat_data", "not of this project");
        Plan plan = plan(IMAGE, NETWORK, refused, DATABASE, ORPHAN);

        assertThat(plan.changes(Change.Kind.SERVICE)).containsExactly(DATABASE, ORPHAN);
        assertThat(plan.orphans()).containsExactly(ORPHAN);
        assertThat(plan.refusals()).containsExactly(refused);
        assertThat(PLAN.refusals()).isEmpty();
    }

    @Test
    void toJsonHoldsAllOfIt() {
        assertThat(Json.parse(PLAN.toJson())).isEqualTo(Json.parse("""
                {"environment":"staging","project":"chat","changes":[
                 {"action":"pull","kind":"image","name":"mongo:8.0","engineName":"mongo:8.0","reasons":[]},
                 {"action":"leave","kind":"network","name":"default","engineName":"chat_default","reasons":[]},
                 {"action":"recreate","kind":"service","name":"database","engineName":"chat-database-1",
                  "reasons":["image changed","port changed"]},
                 {"action":"orphan","kind":"service","name":"old","engineName":"chat-old-1",
                  "reasons":["the stack has no such service"]}],
                 "warnings":["port 80 is taken"]}
                """));
    }

    @Test
    void plansAreEqualWhenTheySayTheSame() {
        Plan same = new Plan("staging", "chat", List.of(IMAGE, NETWORK, DATABASE, ORPHAN), List.of("port 80 is taken"));

        assertThat(same).isEqualTo(PLAN).hasSameHashCodeAs(PLAN);
        assertThat(PLAN)
                .isNotEqualTo(new Plan("other", "chat", PLAN.changes(), PLAN.warnings()))
                .isNotEqualTo(new Plan("staging", "other", PLAN.changes(), PLAN.warnings()))
                .isNotEqualTo(new Plan("staging", "chat", List.of(IMAGE), PLAN.warnings()))
                .isNotEqualTo(new Plan("staging", "chat", PLAN.changes(), List.of()));
    }

    @Test
    void changeReadsAsASentence() {
        assertThat(DATABASE).hasToString("recreate service database (chat-database-1): image changed; port changed");
        assertThat(IMAGE).hasToString("pull image mongo:8.0");
    }

    private static Plan plan(Change... changes) {
        return new Plan("staging", "chat", List.of(changes), List.of());
    }

    private static Change change(
            Change.Action action, Change.Kind kind, String name, String engineName, String... reasons) {
        return new Change(action, kind, name, engineName, List.of(reasons));
    }
}
