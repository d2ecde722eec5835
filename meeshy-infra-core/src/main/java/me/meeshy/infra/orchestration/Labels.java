package me.meeshy.infra.orchestration;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import me.meeshy.infra.model.Service;

/** Compose's labels, so that its tools see what we start, and our own. */
public final class Labels {

    /** The project that a container, network or volume belongs to. */
    public static final String PROJECT = "com.docker.compose.project";
    /** The service that a container is of. */
    public static final String SERVICE = "com.docker.compose.service";
    /** The environment's name. */
    public static final String ENVIRONMENT = "me.meeshy.infra.environment";
    /** The environment's role. */
    public static final String ROLE = "me.meeshy.infra.role";

    static final String NUMBER = "com.docker.compose.container-number";
    static final String ONE_OFF = "com.docker.compose.oneoff";
    /** Tells one-off containers of a service apart. */
    static final String SLUG = "com.docker.compose.slug";
    /** That we run it once; who does so stands beside it. */
    static final String RUN = "me.meeshy.infra.run";
    /** Containers without it are invisible to compose's own tools. */
    static final String COMPOSE_HASH = "com.docker.compose.config-hash";

    static final String IMAGE = "com.docker.compose.image";
    static final String DEPENDS_ON = "com.docker.compose.depends_on";
    static final String WORKING_DIRECTORY = "com.docker.compose.project.working_dir";
    static final String CONFIG_FILES = "com.docker.compose.project.config_files";
    static final String VERSION = "com.docker.compose.version";
    static final String REPLACE = "com.docker.compose.replace";
    static final String NETWORK = "com.docker.compose.network";
    static final String VOLUME = "com.docker.compose.volume";

    static final String HASH = "me.meeshy.infra.config-hash";
    /** Short digests of the parts that went into the hash: they say what changed. */
    static final String PARTS = "me.meeshy.infra.config-parts";
    /** The up that made it: what is undone where that up fails. */
    static final String ATTEMPT = "me.meeshy.infra.attempt";

    /** On a container that is to take another's place: that one's id. */
    static final String REPLACES = "me.meeshy.infra.replaces";
    /** On a network, or an empty volume: what the digests of a project's containers are made with. */
    static final String KEY = "me.meeshy.infra.key";
    /** On an empty volume: volumes without a name that a down is to remove. */
    static final String DISCARDED = "me.meeshy.infra.discarded";
    /** Ids of the images that are mounted into a container, by reference. */
    static final String MOUNTED_IMAGES = "me.meeshy.infra.mounted-images";
    /** Set by the user on a service: {@code stop-first} if two of its containers must never run at once. */
    static final String REPLACEMENT = "me.meeshy.infra.replacement";
    /** On a claim: the project that somebody works on. */
    static final String LOCK = "me.meeshy.infra.lock";

    static final String LOCK_INSTANCE = "me.meeshy.infra.lock.instance";
    static final String LOCK_SINCE = "me.meeshy.infra.lock.since";

    private static final String OUR_VERSION = "meeshy-infra";

    private Labels() {}

    static Map<String, String> ofContainer(Project project, Service service, int number, Fingerprint fingerprint) {
        var labels = new LinkedHashMap<>(service.labels());
        labels.putAll(ofProject(project));
        labels.put(SERVICE, service.name());
        labels.put(NUMBER, String.valueOf(number));
        labels.put(ONE_OFF, "False");
        labels.put(COMPOSE_HASH, fingerprint.hash());
        labels.put(HASH, fingerprint.hash());
        labels.put(PARTS, fingerprint.partsAsText());
        labels.put(DEPENDS_ON, dependencies(service));
        labels.put(WORKING_DIRECTORY, project.directory().toString());
        if (!project.composeFiles().isEmpty()) {
            labels.put(
                    CONFIG_FILES,
                    project.composeFiles().stream().map(Object::toString).collect(Collectors.joining(",")));
        }
        return labels;
    }

    /** As compose has them, so that its tools know the image. */
    static Map<String, String> ofImage(Project project, Service service, Map<String, String> users) {
        var labels = new LinkedHashMap<>(users);
        labels.put(PROJECT, project.name());
        labels.put(SERVICE, service.name());
        labels.put(VERSION, OUR_VERSION);
        return labels;
    }

    /**
     * Whether a container was made for a project by compose or by us. One that was made by hand from an image that either built
     * bears that image's labels, and is not ours.
     *
     * @param labels the container's
     * @return whether it was
     */
    public static boolean isMade(Map<String, String> labels) {
        return labels.containsKey(COMPOSE_HASH) || labels.containsKey(NUMBER) || labels.containsKey(ONE_OFF);
    }

    static Map<String, String> ofNetwork(
            Project project,
            String key,
            Map<String, String> users,
            Fingerprint fingerprint,
            FingerprintKey fingerprintKey) {
        Map<String, String> labels = ofResource(project, NETWORK, key, users, fingerprint);
        labels.put(KEY, fingerprintKey.value());
        return labels;
    }

    static Map<String, String> ofVolume(
            Project project, String key, Map<String, String> users, Fingerprint fingerprint) {
        return ofResource(project, VOLUME, key, users, fingerprint);
    }

    private static Map<String, String> ofResource(
            Project project, String keyLabel, String key, Map<String, String> users, Fingerprint fingerprint) {
        var labels = new LinkedHashMap<>(users);
        labels.putAll(ofProject(project));
        labels.put(keyLabel, key);
        // without compose's own hash, which it would find wrong: it would offer to replace a volume, data and all
        labels.put(HASH, fingerprint.hash());
        labels.put(PARTS, fingerprint.partsAsText());
        return labels;
    }

    static Map<String, String> ofKey(Project project, String value) {
        var labels = new LinkedHashMap<>(ofProject(project));
        labels.put(KEY, value);
        return labels;
    }

    static Map<String, String> ofDiscarded(Project project, String volumes) {
        var labels = new LinkedHashMap<>(ofProject(project));
        labels.put(DISCARDED, volumes);
        return labels;
    }

    private static Map<String, String> ofProject(Project project) {
        var labels = new LinkedHashMap<String, String>();
        labels.put(PROJECT, project.name());
        labels.put(VERSION, OUR_VERSION);
        labels.put(ENVIRONMENT, project.environment());
        labels.put(ROLE, project.role().name());
        return labels;
    }

    private static String dependencies(Service service) {
        return service.dependencies().entrySet().stream()
                .map(entry -> entry.getKey() + ":"
                        + entry.getValue().condition().composeName() + ":"
                        + entry.getValue().restart())
                .collect(Collectors.joining(","));
    }
}
