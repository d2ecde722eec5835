package me.meeshy.infra;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import me.meeshy.infra.model.InfraException;
import org.junit.jupiter.api.Test;

class ConsentTest {

    @Test
    void requireWhenActionAndEnvironmentAreNamedGoesOn() {
        assertThatCode(() -> Consent.toReplaceDataOf("production").require(Consent.Action.REPLACE_DATA, "production"))
                .doesNotThrowAnyException();
        assertThatCode(() -> Consent.toDestroyDataOf("production").require(Consent.Action.DESTROY_DATA, "production"))
                .doesNotThrowAnyException();
    }

    @Test
    void requireWhenAnotherEnvironmentIsNamedRefusesAndNamesBoth() {
        assertThatThrownBy(() -> Consent.toDestroyDataOf("staging").require(Consent.Action.DESTROY_DATA, "production"))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("refused to destroy data of the environment 'production'")
                .hasMessageContaining("the consent given is to destroy data of 'staging'");
    }

    @Test
    void requireWhenOnlyReplacingIsAllowedRefusesToDestroy() {
        assertThatThrownBy(
                        () -> Consent.toReplaceDataOf("production").require(Consent.Action.DESTROY_DATA, "production"))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("the consent given is to replace the data of 'production'");
    }

    @Test
    void requireWhenOnlyDestroyingIsAllowedRefusesToReplace() {
        assertThatThrownBy(
                        () -> Consent.toDestroyDataOf("production").require(Consent.Action.REPLACE_DATA, "production"))
                .isInstanceOf(InfraException.class);
    }

    @Test
    void requireWhenTheNameDiffersInCaseOnlyRefuses() {
        assertThatThrownBy(
                        () -> Consent.toReplaceDataOf("Production").require(Consent.Action.REPLACE_DATA, "production"))
                .isInstanceOf(InfraException.class);
    }
}
