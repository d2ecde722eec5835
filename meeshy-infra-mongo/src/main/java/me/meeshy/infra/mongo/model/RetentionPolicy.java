package me.meeshy.infra.mongo.model;

/**
 * Which dumps are kept: the newest, and of each day, week and month the newest. A dump stays if one of these wants it. Days
 * are those of UTC, weeks begin on Monday.
 *
 * <p>Immutable, and safe for use by several threads.
 *
 * @param last how many of the newest
 * @param daily for how many days that have one, the newest of the day
 * @param weekly for how many weeks that have one, the newest of the week
 * @param monthly for how many months that have one, the newest of the month
 */
public record RetentionPolicy(int last, int daily, int weekly, int monthly) {

    /**
     * Checks the numbers.
     *
     * @param last how many of the newest
     * @param daily for how many days, the newest of the day
     * @param weekly for how many weeks, the newest of the week
     * @param monthly for how many months, the newest of the month
     * @throws IllegalArgumentException if one is negative or nothing would be kept
     */
    public RetentionPolicy {
        if (last < 0 || daily < 0 || weekly < 0 || monthly < 0) {
            throw new IllegalArgumentException("a number of dumps to keep is not negative");
        }
        if (last + daily + weekly + monthly == 0) {
            throw new IllegalArgumentException("a policy that keeps nothing is no policy for backups");
        }
    }

    /**
     * Keeps the newest.
     *
     * @param last how many, at least one
     * @return the policy
     */
    public static RetentionPolicy keepLast(int last) {
        return new RetentionPolicy(last, 0, 0, 0);
    }

    /**
     * Keeps the newest of each day, too.
     *
     * @param days for how many days that have a dump
     * @return the policy
     */
    public RetentionPolicy daily(int days) {
        return new RetentionPolicy(last, days, weekly, monthly);
    }

    /**
     * Keeps the newest of each week, too.
     *
     * @param weeks for how many weeks that have a dump
     * @return the policy
     */
    public RetentionPolicy weekly(int weeks) {
        return new RetentionPolicy(last, daily, weeks, monthly);
    }

    /**
     * Keeps the newest of each month, too.
     *
     * @param months for how many months that have a dump
     * @return the policy
     */
    public RetentionPolicy monthly(int months) {
        return new RetentionPolicy(last, daily, weekly, months);
    }
}
