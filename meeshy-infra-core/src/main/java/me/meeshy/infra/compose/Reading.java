package me.meeshy.infra.compose;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the readers of a project's sections share.
 *
 * @param paths where relative paths start
 * @param variables what the operating system and the {@code .env} files set
 * @param warnings what was found odd so far
 */
record Reading(HostPaths paths, Map<String, String> variables, List<ComposeWarning> warnings) {

    @Nullable
    String variable(String name) {
        return variables.get(name);
    }

    void warn(Field field, String message) {
        warnings.add(field.warning(message));
    }

    /** It may hold secrets. */
    @Override
    public String toString() {
        return "Reading[" + paths.directory() + "]";
    }
}
