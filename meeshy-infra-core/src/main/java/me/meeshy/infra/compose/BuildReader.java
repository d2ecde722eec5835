package me.meeshy.infra.compose;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import me.meeshy.infra.model.Build;

/** A service's {@code build}: a map, or its {@code context} alone. */
final class BuildReader {

    /** What docker takes for the address of a repository or an archive rather than for a directory. */
    private static final Pattern REMOTE =
            Pattern.compile("(?i)(https?|git|ssh)://.*|git@.*|github\\.com/.*|[^/@]+@[^/:]+:.*");

    private BuildReader() {}

    static Build read(Field field, Reading reading, Optional<Field> servicePlatform) {
        if (field.isScalar()) {
            return Build.builder(context(field, reading)).build();
        }
        Keys keys = Keys.of(field, Section.BUILD);
        Build.Builder build = Build.builder(
                keys.has("context")
                        ? context(keys.required("context", field), reading)
                        : field.node().at().source().directory());
        keys.text("dockerfile", build::dockerfile);
        keys.given("dockerfile_inline", text -> {
            if (keys.has("dockerfile")) {
                throw text.problem("says what dockerfile says, too; take one of them away");
            }
            build.inline(text.nonEmptyText());
        });
        keys.text("target", build::target);
        keys.given("args", args -> args(args, reading, build));
        keys.given("labels", labels -> {
            Pairs.texts(labels).forEach(build::label);
            CommandSecrets.warn(labels, reading);
        });
        keys.text("network", build::network);
        keys.given("extra_hosts", hosts -> NamingReader.extraHosts(hosts, build::extraHost));
        keys.size("shm_size", build::sharedMemory);
        keys.given("tags", tags -> tags.items().forEach(tag -> build.tag(tag.nonEmptyText())));
        keys.bool("no_cache", build::noCache);
        keys.bool("pull", build::pull);
        keys.given("cache_from", images -> images.items().forEach(image -> build.cacheFrom(cached(image))));
        keys.text("isolation", build::isolation);
        keys.given(
                "ulimits",
                limits -> limits.entries().forEach((name, limit) -> build.ulimit(name, ResourcesReader.ulimit(limit))));
        keys.given("platforms", platforms -> platform(platforms, servicePlatform, build));
        return build.build();
    }

    private static Path context(Field field, Reading reading) {
        String text = field.nonEmptyText();
        if (REMOTE.matcher(text).matches()) {
            throw field.problem(field.shown()
                    + " is refused: it is no directory of this host; check it out, or build the image beforehand with"
                    + " `docker build`");
        }
        return reading.paths().resolve(field, text);
    }

    /** Those without a value come from outside; where it is not set there, the Dockerfile's own default holds. */
    private static void args(Field field, Reading reading, Build.Builder build) {
        Pairs.scalars(field).forEach((name, value) -> {
            if (value.isNull()) {
                Optional.ofNullable(value.node().at().source().variables().get(name))
                        .ifPresent(text -> build.arg(name, text));
                return;
            }
            if (SecretNames.looksSecret(name) && !value.text().isEmpty()) {
                reading.warn(
                        value,
                        "looks like a secret, and whoever has the image can read it there; let the build do without it");
            }
            build.arg(name, value.text());
        });
    }

    private static String cached(Field item) {
        String text = item.nonEmptyText();
        boolean options = text.contains("=");
        if (options && !text.matches("type=registry,ref=[^,]+")) {
            throw item.problem(
                    item.shown() + " is refused: only BuildKit has such caches; name an image that the engine has");
        }
        return options ? text.substring(text.indexOf("ref=") + "ref=".length()) : text;
    }

    private static void platform(Field field, Optional<Field> servicePlatform, Build.Builder build) {
        var platforms = field.items().stream().map(Field::nonEmptyText).toList();
        if (platforms.size() > 1) {
            throw field.problem(
                    "names several platforms, which is refused: only BuildKit builds for more than one at once");
        }
        for (String platform : platforms) {
            if (servicePlatform.isPresent() && !servicePlatform.get().text().equals(platform)) {
                throw field.problem("does not have the service's platform "
                        + servicePlatform.get().shown());
            }
            build.platform(platform);
        }
    }
}
