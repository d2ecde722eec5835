package me.meeshy.infra;

import me.meeshy.infra.model.InfraException;

/**
 * That somebody wants data of one environment to be destroyed or replaced. It names the environment, so that it cannot be
 * given for another by mistake.
 *
 * @param action what may be done
 * @param environment the name of the environment whose data may be lost
 */
public record Consent(Action action, String environment) {

    /** What a consent allows. */
    public enum Action {
        /** The environment's data may be replaced by other data; the old data is kept until it is discarded. */
        REPLACE_DATA("replace the data of"),
        /** The environment's data, or an old generation of it, may be destroyed. */
        DESTROY_DATA("destroy data of");

        private final String words;

        Action(String words) {
            this.words = words;
        }
    }

    /**
     * Allows that the data of an environment is replaced.
     *
     * @param environment the environment's name
     * @return the consent
     */
    public static Consent toReplaceDataOf(String environment) {
        return new Consent(Action.REPLACE_DATA, environment);
    }

    /**
     * Allows that data of an environment is destroyed.
     *
     * @param environment the environment's name
     * @return the consent
     */
    public static Consent toDestroyDataOf(String environment) {
        return new Consent(Action.DESTROY_DATA, environment);
    }

    /**
     * Refuses to go on unless this consent is the one that is needed.
     *
     * @param needed what is about to be done
     * @param target the name of the environment that it is about to be done to
     * @throws InfraException if this consent is for another action or another environment
     */
    public void require(Action needed, String target) {
        if (action != needed || !environment.equals(target)) {
            throw new InfraException("refused to " + needed.words + " the environment '" + target
                    + "': the consent given is to " + action.words + " '" + environment
                    + "'; give one that names this action and this environment if you mean it");
        }
    }
}
