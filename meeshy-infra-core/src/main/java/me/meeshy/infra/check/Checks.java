package me.meeshy.infra.check;

import java.net.URI;

/** The checks that are ready to use. */
public final class Checks {

    private Checks() {}

    /**
     * That an address answers a GET with a status from 200 to 299, and whatever is added to that.
     *
     * @param uri an absolute http or https URI without credentials
     * @return the check
     * @throws IllegalArgumentException if it is anything else
     */
    public static HttpCheck http(URI uri) {
        return HttpCheck.of(uri);
    }
}
