package me.meeshy.infra.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import me.meeshy.infra.compose.YamlNode.Mapping;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of one key of a service or a network that two files have. */
class MergeRuleTest {

    private static Mapping parse(String text) {
        return (Mapping)
                YamlReader.parse(Source.of(Path.of("/p/compose.yaml")), text).get(0);
    }

    private static String merged(String section, String key, String base, String over) {
        String form = "{%s: {a: {%s: %%s}}}".formatted(section, key);
        Mapping file = MergedTree.of(List.of(parse(form.formatted(base)), parse(form.formatted(over))));
        Mapping keys = (Mapping) inner(inner(file, section), "a");
        Object plain = plain(section.equals("services") ? UniqueItems.of(keys) : keys);
        String text = String.valueOf(plain);
        return text.substring(key.length() + 2, text.length() - 1);
    }

    private static YamlNode inner(YamlNode node, String key) {
        return Objects.requireNonNull(((Mapping) node).entries().get(key)).value();
    }

    private static Object plain(YamlNode node) {
        if (node instanceof Mapping mapping) {
            Map<String, Object> map = new LinkedHashMap<>();
            mapping.entries().forEach((key, entry) -> map.put(key, plain(entry.value())));
            return map;
        }
        if (node instanceof YamlNode.Sequence sequence) {
            List<Object> list = new ArrayList<>();
            sequence.items().forEach(item -> list.add(plain(item)));
            return list;
        }
        return ((YamlNode.Scalar) node).text();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "command|[a, b]|[c]|[c]",
                "entrypoint|a|[c]|[c]",
                "healthcheck|{test: [CMD, a], retries: 3}|{test: b}|{test=b, retries=3}",
                "environment|[A=1, B=2]|{B: 3}|{A=1, B=3}",
                "sysctls|{a: 1}|[a=2, b=3]|{a=2, b=3}",
                "annotations|[a=1]|{b: 2}|{a=1, b=2}",
                "build|.|{args: {A: 1}}|{context=., args={A=1}}",
                "build|{args: [A=1, B]}|{args: {A: 2}, target: x}|{args={A=2, B=}, target=x}",
                "deploy|{labels: [a=1], replicas: 2}|{labels: {b: 2}}|{labels={a=1, b=2}, replicas=2}",
                "dns|8.8.8.8|[1.1.1.1, 8.8.8.8]|[8.8.8.8, 1.1.1.1]",
                "dns_search|a|b|[a, b]",
                "tmpfs|/run|[/tmp]|[/run, /tmp]",
                "cap_add|[A, B]|[B, C]|[A, B, C]",
                "security_opt|[a]|[a]|[a, a]",
                "devices|['/dev/a:/dev/x', /dev/b]|['/dev/c:/dev/x:r', {source: /dev/d, target: /dev/b}]|[/dev/c:/dev/x:r, {source=/dev/d, target=/dev/b}]",
                "extra_hosts|{h: 1.1.1.1}|['h=1.1.1.1', 'i=2.2.2.2']|[h=1.1.1.1, i=2.2.2.2]",
                "extra_hosts|['h:1.1.1.1']|{h: [2.2.2.2, 3.3.3.3]}|[h:1.1.1.1, h=2.2.2.2, h=3.3.3.3]",
                "ulimits|{nofile: 10}|{nofile: {soft: 1, hard: 2}, nproc: 3}|{nofile={soft=1, hard=2}, nproc=3}",
                "ulimits|{nofile: {soft: 1, hard: 2}}|{nofile: {soft: 2}}|{nofile={soft=2, hard=2}}",
                "logging|{driver: a, options: {x: 1}}|{driver: b, options: {y: 2}}|{driver=b, options={y=2}}",
                "logging|{driver: a, options: {x: 1}}|{driver: a, options: {y: 2}}|{driver=a, options={x=1, y=2}}",
                "logging|{driver: a, options: {x: 1}}|{options: {y: 2}}|{driver=a, options={x=1, y=2}}",
                "logging|{options: {x: 1}}|{driver: b}|{options={x=1}, driver=b}",
                "networks|[a, b]|{b: {aliases: [x]}}|{a=, b={aliases=[x]}}",
                "networks|{a: {aliases: [x, y]}}|{a: {aliases: [y, z]}}|{a={aliases=[x, y, z]}}",
                "depends_on|[a]|{b: {condition: service_healthy}}|{a={condition=service_started}, b={condition=service_healthy}}",
                "x-any|{a: 1}|{b: 2}|{b=2}",
                "ports|!reset []|['1:1']|[1:1]",
                "ports|['1:1']|!override ['2:2']|[2:2]",
                "labels|{a: 1, b: 2}|{a: !reset null}|{b=2}",
            })
    void serviceKeysMerge(String key, String base, String over, String expected) {
        assertThat(merged("services", key, base, over)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "labels|[a=1]|{b: 2}|{a=1, b=2}",
                "driver_opts|{a: 1}|{a: 2}|{a=2}",
                "ipam|{config: [{subnet: 10.1.0.0/16}]}|{config: [{subnet: 10.1.0.0/16, gateway: 10.1.0.9}, {subnet: 10.2.0.0/16}]}|{config=[{subnet=10.1.0.0/16, gateway=10.1.0.9}, {subnet=10.2.0.0/16}]}",
            })
    void networkKeysMerge(String key, String base, String over, String expected) {
        assertThat(merged("networks", key, base, over)).isEqualTo(expected);
    }

    @Test
    void keysOfTwoFormsThatCannotBeMergedAreRefused() {
        assertThatThrownBy(() -> merged("services", "healthcheck", "{test: a}", "[x]"))
                .isInstanceOf(ComposeFileException.class)
                .hasMessageContaining(
                        "services.a.healthcheck: is a list and cannot be merged with a map at /p/compose.yaml:1:");
        assertThatThrownBy(() -> merged("services", "ports", "[x]", "y")).isInstanceOf(ComposeFileException.class);
    }
}
