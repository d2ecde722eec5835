package me.meeshy.infra.plan;

import java.util.List;
import java.util.Locale;

/**
 * What would happen to one resource of an environment, and why.
 *
 * @param action what would happen
 * @param kind what kind of thing it is
 * @param name its name in the stack; for an image its reference
 * @param engineName the name that the engine knows it by; for an image its reference
 * @param reasons why; values of variables and contents of files are never in it
 * @param differences the keys in which what is there differs from what is asked for
 */
public record Change(
        Action action, Kind kind, String name, String engineName, List<String> reasons, List<Difference> differences) {

    /** What would happen to a resource. */
    public enum Action {
        /** An image is fetched from its registry. */
        PULL,
        /** An image is built. */
        BUILD,
        /** It is made. */
        CREATE,
        /** It is replaced by a new one; anonymous volumes are taken over. */
        RECREATE,
        /** It is there, as it should be but stopped, and is started. */
        START,
        /** It is there as it should be, and is restarted because what it depends on is replaced. */
        RESTART,
        /** It is there as it should be and stays untouched. */
        LEAVE,
        /**
         * It is put back in its place: an interrupted replacement had put it aside. It is started, too, if it does not run.
         */
        RESTORE,
        /**
         * It is removed: what an interrupted replacement left behind, what is one too many, or an orphan where that was
         * asked for.
         */
        REMOVE,
        /** It belongs to the project but not to the stack; it stays untouched. */
        ORPHAN,
        /** It cannot be made as it should be without touching what is not ours to touch: the whole is refused. */
        REFUSE;

        /**
         * The word that a plan prints.
         *
         * @return the name in lower case
         */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Kinds of resources. */
    public enum Kind {
        /** An image. */
        IMAGE,
        /** A network. */
        NETWORK,
        /** A volume. */
        VOLUME,
        /** A service, that is, its container. */
        SERVICE;

        /**
         * The word that a plan prints.
         *
         * @return the name in lower case
         */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Copies the lists.
     *
     * @param action what would happen
     * @param kind what kind of thing it is
     * @param name its name in the stack; for an image its reference
     * @param engineName the name that the engine knows it by; for an image its reference
     * @param reasons why; values of variables and contents of files are never in it
     * @param differences the keys in which what is there differs from what is asked for
     */
    public Change {
        reasons = List.copyOf(reasons);
        differences = List.copyOf(differences);
    }

    /**
     * A change that is not due to differing keys.
     *
     * @param action what would happen
     * @param kind what kind of thing it is
     * @param name its name in the stack; for an image its reference
     * @param engineName the name that the engine knows it by; for an image its reference
     * @param reasons why; values of variables and contents of files are never in it
     */
    public Change(Action action, Kind kind, String name, String engineName, List<String> reasons) {
        this(action, kind, name, engineName, reasons, List.of());
    }

    /**
     * Whether anything happens.
     *
     * @return false for {@link Action#LEAVE} and {@link Action#ORPHAN}
     */
    public boolean changesSomething() {
        return action != Action.LEAVE && action != Action.ORPHAN;
    }

    /**
     * A line of the plan.
     *
     * @return for instance {@code recreate service gateway (meeshy-gateway-1): image changed}
     */
    @Override
    public String toString() {
        String named = name.equals(engineName) ? name : name + " (" + engineName + ")";
        return action.word() + " " + kind.word() + " " + named
                + (reasons.isEmpty() ? "" : ": " + String.join("; ", reasons));
    }
}
