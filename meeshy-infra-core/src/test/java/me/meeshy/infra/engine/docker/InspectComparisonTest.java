package me.meeshy.infra.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import me.meeshy.infra.internal.Json;
import org.junit.jupiter.api.Test;

/** A container that docker compose made from the same file is found to be as it should be, in what engines show of it in their own ways. */
class InspectComparisonTest {

    private static final String ID = "ae4262f4a800aabbccddeeff00112233445566778899aabbccddeeff00112233";

    @Test
    void differencesWhenAServicesNameBeginsTheContainersIdAreNone() {
        assertThat(differences("{}", "{}", "", List.of("a", "p-a-1", "ae4262f4a800")))
                .isEmpty();
        assertThat(differences("{}", "{}", "", List.of("p-a-1", "ae4262f4a800")))
                .containsExactly("networks.n");
    }

    @Test
    void differencesWhenTheEngineAddsTheHostnameToTheAliasesAreNone() {
        assertThat(differences("{}", "{}", "h", List.of("a", "p-a-1", "ae4262f4a800", "h")))
                .isEmpty();
    }

    @Test
    void differencesWhenMemoryIsMountedInAnotherFormAreNone() {
        String ours = """
            {"Tmpfs": {"/t": "noexec,size=65536"}, "Mounts": [
              {"Type": "tmpfs", "Target": "/r", "ReadOnly": true, "TmpfsOptions": {"SizeBytes": 1048576, "Mode": 448}}]}""";
        String theirs = """
            {"Tmpfs": {"/t/": "rw,noexec,size=64k", "/r": "ro,size=1m,mode=0700"}}""";
        assertThat(differences(ours, theirs)).isEmpty();
        assertThat(differences(ours, theirs.replace("64k", "65k"))).containsExactly("volumes./t");
        assertThat(differences(ours, theirs.replace("ro,", ""))).containsExactly("volumes./r");
    }

    @Test
    void differencesWhenTheEngineTurnsLabelsOffForTheHostsProcessesAreNone() {
        String theirs = """
            {"PidMode": "host", "SecurityOpt": ["label=disable"]}""";
        assertThat(differences("{\"PidMode\": \"host\"}", theirs)).isEmpty();
        assertThat(differences("{}", "{\"SecurityOpt\": [\"label=disable\"]}")).containsExactly("security_opt");
    }

    @Test
    void differencesWhenTheEngineDropsWhatSaysNothingThereAreNone() {
        assertThat(differences("{\"PidsLimit\": -1, \"CpuPercent\": 50, \"CpuCount\": 2}", "{}"))
                .isEmpty();
        assertThat(differences("{\"PidsLimit\": 5}", "{}")).containsExactly("pids_limit");
    }

    @Test
    void differencesWhenTheEngineShowsTheDriverOfLogsThatNobodyAskedForAreNone() {
        String shown = "{\"LogConfig\": {\"Type\": \"json-file\", \"Config\": {\"max-size\": \"1m\"}}}";

        assertThat(differences("{\"LogConfig\": {\"Type\": \"\", \"Config\": {\"max-size\": \"1m\"}}}", shown))
                .isEmpty();
        assertThat(differences(shown, shown)).isEmpty();
        assertThat(differences("{}", "{\"LogConfig\": {\"Type\": \"json-file\"}}"))
                .isEmpty();
        assertThat(differences("{}", shown)).containsExactly("logging");
        assertThat(differences("{\"LogConfig\": {\"Type\": \"\", \"Config\": {\"max-size\": \"2m\"}}}", shown))
                .containsExactly("logging");
        assertThat(differences("{\"LogConfig\": {\"Type\": \"local\", \"Config\": {\"max-size\": \"1m\"}}}", shown))
                .containsExactly("logging");
    }

    @Test
    void differencesWhenTheOrderOfKeysIsAnotherAreNone() {
        assertThat(differences(
                        "{\"Ulimits\": [{\"Name\": \"nofile\", \"Soft\": 5, \"Hard\": 6}]}",
                        "{\"Ulimits\": [{\"Name\": \"nofile\", \"Hard\": 6, \"Soft\": 5}]}"))
                .isEmpty();
    }

    @Test
    void differencesWhenVariablesAndLabelsAreEmptyOrZeroOrFalseAreNone() {
        Map<?, ?> same = map("""
            {"Env": ["A=", "B=0", "C=false"], "Labels": {"a": "", "b": "0", "c": "false"}}""");
        assertThat(InspectComparison.differences(same, Map.of(), Map.of("Config", same), Map.of()))
                .isEmpty();
        Map<?, ?> other = map("{\"Env\": [\"A=x\", \"B=0\"], \"Labels\": {\"a\": \"\", \"b\": \"1\"}}");
        assertThat(InspectComparison.differences(same, Map.of(), Map.of("Config", other), Map.of()))
                .containsExactlyInAnyOrder("environment.A", "environment.C", "labels.b", "labels.c");
    }

    @Test
    void differencesWhenExposedPortsAreWrittenOtherwiseAreNone() {
        Map<?, ?> asked = map("{\"ExposedPorts\": {\"80/tcp\": {}, \"81/tcp\": {}, \"53/udp\": {}}}");
        Map<?, ?> found = map("{\"ExposedPorts\": {\"80-81\": {}, \"53/UDP\": {}}}");
        assertThat(InspectComparison.differences(asked, Map.of(), Map.of("Config", found), Map.of()))
                .isEmpty();
    }

    @Test
    void differencesWhenContainersAreSharedByNameAreNone() {
        Map<?, ?> request = map("""
            {"HostConfig": {"NetworkMode": "container:p-b-1", "IpcMode": "container:p-b-1", "PidMode": "container:gone", "VolumesFrom": ["p-b-1:ro"]}}""");
        Map<?, ?> asked = SharedByName.withIds(
                request, name -> name.equals("p-b-1") ? java.util.Optional.of("1987") : java.util.Optional.empty());
        assertThat(Json.write(asked.get("HostConfig")))
                .isEqualTo(
                        "{\"NetworkMode\":\"container:1987\",\"IpcMode\":\"container:1987\",\"PidMode\":\"container:gone\","
                                + "\"VolumesFrom\":[\"1987:ro\"]}");
    }

    private static List<String> differences(String ours, String theirs) {
        return differences(ours, theirs, "", List.of("a", "p-a-1", "ae4262f4a800"));
    }

    private static List<String> differences(String ours, String theirs, String hostname, List<String> aliases) {
        Map<?, ?> request = Map.of("HostConfig", map(ours), "Hostname", hostname);
        Map<?, ?> container = Map.of(
                "Id",
                ID,
                "HostConfig",
                map(theirs),
                "Config",
                Map.of("Hostname", hostname.isEmpty() ? ID.substring(0, 12) : hostname),
                "NetworkSettings",
                Map.of("Networks", Map.of("n", Map.of("Aliases", aliases))));
        // a hostname that was not asked for is not in the request
        Map<?, ?> asked = hostname.isEmpty() ? Map.of("HostConfig", map(ours)) : request;
        return InspectComparison.differences(
                asked, Map.of("n", Map.of("Aliases", List.of("p-a-1", "a"))), container, Map.of());
    }

    private static Map<?, ?> map(String json) {
        return JsonValues.object(Json.parse(json)).orElseThrow();
    }
}
