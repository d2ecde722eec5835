package me.meeshy.infra.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import me.meeshy.infra.internal.Json;
import org.junit.jupiter.api.Test;

class JsonPointerTest {

    @Test
    void pointerFindsMembersAndElements() {
        Optional<Object> document =
                Optional.ofNullable(Json.parse("{\"a/b\":{\"m~n\":[10,{\"x\":\"y\"}]},\"\":0,\"null\":null}"));

        assertThat(new JsonPointer("/a~1b/m~0n/1/x").in(document)).contains("y");
        assertThat(new JsonPointer("/").in(document)).contains(BigDecimal.ZERO);
        assertThat(new JsonPointer("").in(document)).isEqualTo(document);
        for (String nowhere : List.of("/a~1b/m~0n/2", "/a~1b/m~0n/01", "/a~1b/m~0n/x", "/zz", "//x", "/null")) {
            assertThat(new JsonPointer(nowhere).in(document)).as(nowhere).isEmpty();
        }
    }
}
