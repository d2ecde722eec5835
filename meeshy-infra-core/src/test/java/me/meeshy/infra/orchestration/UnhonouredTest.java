package me.meeshy.infra.orchestration;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.Mount;
import me.meeshy.infra.model.NetworkAttachment;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.ServiceBuilder;
import org.junit.jupiter.api.Test;

class UnhonouredTest {

    private static ServiceBuilder service() {
        return Service.builder("web", "nginx:alpine");
    }

    @Test
    void refuseWhenAllCanBeDoneLetsItPass() {
        assertThatCode(() -> Unhonoured.refuse(service()
                        .volume("data", "/data")
                        .network("front")
                        .secret("jwt")
                        .build()))
                .doesNotThrowAnyException();
    }

    @Test
    void refuseWhenSomethingIsNotDoneYetSaysWhat() {
        for (ServiceBuilder asking : List.of(
                service().mount(new Mount.Named("data", "/data", false, false, Optional.of("folder"))),
                service()
                        .network(
                                "front",
                                NetworkAttachment.builder().gatewayPriority(1).build()))) {
            assertThatThrownBy(() -> Unhonoured.refuse(asking.build()))
                    .isInstanceOf(InfraException.class)
                    .hasMessageStartingWith("service web asks for what this version does not do yet: ");
        }
    }
}
