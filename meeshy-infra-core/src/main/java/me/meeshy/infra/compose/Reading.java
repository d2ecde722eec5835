package me.meeshy.infra.compose;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the readers of a project's sections share.
 *
 * @param paths what relative paths mean
 * @param variables what the operating system and the {@code .env} files set
 * @param ledger what was found odd so far
 */
record Reading(HostPaths paths, Map<String, String> variables, Ledger ledger) {

    List<ComposeWarning> warnings() {
        return ledger.warnings();
    }

    @Nullable
    String variable(String name) {
        return variables.get(name);
    }

    void warn(Field field, String message) {
        warnings().add(field.warning(message));
    }

    /** It may hold secrets. */
    @Override
    public String toString() {
        return "Reading[]";
    }
}
