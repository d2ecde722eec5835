package me.meeshy.infra.archive;

/**
 * Whose the files of a tar stream are.
 *
 * @param keep whether each file's own owner is kept; then the numbers do not count
 * @param user the user's number
 * @param group the group's number
 */
public record Owner(boolean keep, int user, int group) {

    /** What copies into containers are by default, as the docker command's are. */
    public static final Owner ROOT = new Owner(false, 0, 0);

    /** Everybody keeps what is his, by number. */
    public static final Owner KEPT = new Owner(true, 0, 0);
}
