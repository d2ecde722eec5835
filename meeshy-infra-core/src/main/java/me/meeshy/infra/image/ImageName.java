package me.meeshy.infra.image;

/** Names of images that are written in several ways. */
public final class ImageName {

    private static final String HUB = "docker.io/";
    private static final String LIBRARY = "library/";

    private ImageName() {}

    /**
     * One way to write it.
     *
     * @param reference such as {@code nginx}, {@code docker.io/library/nginx} or {@code nginx:latest}
     * @return without what Docker Hub's images need not say, and with the tag that goes without saying
     */
    public static String canonical(String reference) {
        String name = reference.startsWith("index." + HUB) ? reference.substring("index.".length()) : reference;
        name = name.startsWith(HUB) ? name.substring(HUB.length()) : name;
        name = name.startsWith(LIBRARY) ? name.substring(LIBRARY.length()) : name;
        boolean tagged = name.contains("@") || name.indexOf(':', name.lastIndexOf('/') + 1) >= 0;
        return tagged ? name : name + ":latest";
    }
}
