package me.meeshy.infra.compose;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import me.meeshy.infra.model.Mount;
import org.jspecify.annotations.Nullable;

/** Items of {@code volumes}, short {@code [source:]target[:options]} or long as a map, and of {@code tmpfs}. */
final class MountSyntax {

    private static final Pattern OPTION = Pattern.compile(
            "(no)?(exec|suid|dev|atime|diratime)|relatime|strictatime|(uid|gid|nr_inodes|nr_blocks)=[0-9]+[kmgKMG]?");
    /** Of the host's memory; the kernel knows how much that is. */
    private static final Pattern PERCENTAGE = Pattern.compile("size=[0-9]{1,3}%");

    private static final Set<String> PROPAGATIONS =
            Set.of("shared", "slave", "private", "rshared", "rslave", "rprivate");

    private static final Set<String> RECURSIONS = Set.of("enabled", "disabled", "writable", "readonly");
    private static final Set<String> READ_ONLY_RECURSIONS = Set.of("writable", "readonly");

    private final HostPaths paths;
    private final List<ComposeWarning> warnings;

    MountSyntax(HostPaths paths, List<ComposeWarning> warnings) {
        this.paths = paths;
        this.warnings = warnings;
    }

    Mount volume(Field item) {
        return item.isMapping() ? fromMap(item) : fromText(item);
    }

    private Mount fromText(Field item) {
        List<String> parts = List.of(item.nonEmptyText().split(":", -1));
        if (parts.stream().anyMatch(String::isEmpty) || parts.size() > 3) {
            throw item.problem(item.shown() + " is no volume; write [source:]target[:options], for instance"
                    + " \"data:/data:ro\"");
        }
        String target = target(item, parts.get(parts.size() == 1 ? 0 : 1));
        boolean readOnly = false;
        boolean noCopy = false;
        Optional<String> label = Optional.empty();
        Optional<String> propagation = Optional.empty();
        for (String option : parts.size() < 3 ? new String[0] : parts.get(2).split(",", -1)) {
            switch (option) {
                case "ro" -> readOnly = true;
                case "rw" -> readOnly = false;
                case "nocopy" -> noCopy = true;
                case "cached", "delegated", "consistent" ->
                    warnings.add(item.warning("the option " + option + " has no effect any more; take it away"));
                case "z", "Z" -> label = Optional.of(option);
                case "shared", "slave", "private", "rshared", "rslave", "rprivate" -> propagation = Optional.of(option);
                default ->
                    // not the option alone: a variable's value would show
                    warnings.add(item.warning(item.shown() + " has an option that has no effect, as with compose; there"
                            + " are ro, rw, nocopy, z, Z and kinds of propagation"));
            }
        }
        if (parts.size() == 1) {
            return new Mount.Anonymous(target, readOnly);
        }
        String source = parts.get(0);
        if (HostPaths.looksLikePath(source)) {
            return new Mount.Bind(
                    paths.resolve(item, source), target, readOnly, true, propagation, label, Optional.empty());
        }
        if (propagation.isPresent()) {
            throw item.problem(item.shown() + ": propagation goes with a path of the host, not with a volume");
        }
        return new Mount.Named(source, target, readOnly, noCopy, Optional.empty(), label);
    }

    private Mount fromMap(Field item) {
        Map<String, Field> keys = item.entries(Section.MOUNT);
        Field type = keys.get("type");
        Field target = keys.get("target");
        if (type == null || target == null) {
            throw item.problem("the key " + (type == null ? "type" : "target") + " is missing");
        }
        if (keys.containsKey("consistency")) {
            warnings.add(keys.get("consistency").warning("has no effect any more; take it away"));
        }
        String place = target(target, target.nonEmptyText());
        Field readOnlyField = keys.get("read_only");
        boolean readOnly = readOnlyField != null && readOnlyField.bool();
        return switch (type.text()) {
            case "bind" -> {
                warnOfOthers(keys, "bind", "volume", "tmpfs", "image");
                yield bind(item, keys, place, readOnly);
            }
            case "volume" -> {
                warnOfOthers(keys, "volume", "bind", "tmpfs", "image");
                yield named(keys, place, readOnly);
            }
            case "tmpfs" -> {
                warnOfOthers(keys, "tmpfs", "bind", "volume", "image");
                if (keys.containsKey("source")) {
                    throw keys.get("source").problem("does not go with a mount of type tmpfs");
                }
                yield memory(keys.get("tmpfs"), place, readOnly);
            }
            case "cluster" -> throw type.problem("is refused: only a Swarm of several hosts has cluster volumes");
            case "npipe" ->
                throw type.problem("is refused: named pipes are for Windows containers, which are not supported");
            case "image" -> {
                warnOfOthers(keys, "image", "bind", "volume", "tmpfs");
                if (readOnlyField != null && !readOnly) {
                    throw readOnlyField.problem("what an image holds can only be read; take it away");
                }
                yield image(item, keys, place);
            }
            default ->
                throw type.problem(type.shown() + " is no type of mount"
                        + Section.meant(type.text(), List.of("bind", "volume", "tmpfs", "image")));
        };
    }

    private void warnOfOthers(Map<String, Field> keys, String type, String... others) {
        for (String other : others) {
            Field field = keys.get(other);
            if (field != null) {
                warnings.add(field.warning("has no effect: the mount is of type " + type));
            }
        }
    }

    private Mount bind(Field item, Map<String, Field> keys, String target, boolean readOnly) {
        Field source = keys.get("source");
        if (source == null) {
            throw item.problem("the key source, the path on the host, is missing");
        }
        Field options = keys.get("bind");
        Keys details = new Keys(options == null ? Map.of() : options.entries(Section.MOUNT_BIND));
        Field create = details.fields().get("create_host_path");
        Optional<String> propagation = chosen(details.fields().get("propagation"), PROPAGATIONS, "kind of propagation");
        Optional<String> label = chosen(details.fields().get("selinux"), Set.of("z", "Z"), "label");
        Field recursion = details.fields().get("recursive");
        Optional<String> recursive = recursive(recursion, readOnly);
        if (recursive.isPresent() && label.isPresent()) {
            throw Objects.requireNonNull(recursion).problem("does not go with selinux; take one of them away");
        }
        return new Mount.Bind(
                paths.resolve(source, source.nonEmptyText()),
                target,
                readOnly,
                create == null || create.bool(),
                propagation,
                label,
                recursive);
    }

    /** Enabled is what the engine does anyway. */
    private static Optional<String> recursive(@Nullable Field field, boolean readOnly) {
        Optional<String> chosen = chosen(field, RECURSIONS, "kind of recursion");
        if (field != null && READ_ONLY_RECURSIONS.contains(field.text()) && !readOnly) {
            throw field.problem(field.shown() + " goes with a mount that is read_only");
        }
        return chosen.filter(word -> !word.equals("enabled"));
    }

    private static Mount image(Field item, Map<String, Field> keys, String target) {
        Field source = keys.get("source");
        if (source == null) {
            throw item.problem("the key source, the image, is missing");
        }
        Field options = keys.get("image");
        Field subpath =
                options == null ? null : options.entries(Section.MOUNT_IMAGE).get("subpath");
        return new Mount.Image(
                source.nonEmptyText(), target, Optional.ofNullable(subpath).map(Field::nonEmptyText));
    }

    private static Optional<String> chosen(@Nullable Field field, Set<String> words, String what) {
        if (field != null && !words.contains(field.text())) {
            throw field.problem(field.shown() + " is no " + what
                    + Section.meant(field.text(), words.stream().sorted().toList()));
        }
        return Optional.ofNullable(field).map(Field::text);
    }

    private Mount named(Map<String, Field> keys, String target, boolean readOnly) {
        Field source = keys.get("source");
        Field options = keys.get("volume");
        Map<String, Field> details = options == null ? Map.of() : options.entries(Section.MOUNT_VOLUME);
        Field noCopyField = details.get("nocopy");
        boolean noCopy = noCopyField != null && noCopyField.bool();
        Field subpath = details.get("subpath");
        Field labels = details.get("labels");
        if (source == null || source.text().isEmpty()) {
            if (subpath != null) {
                throw subpath.problem("a volume without a name has no folders yet; name a volume as the source");
            }
            Map<String, String> pairs = labels == null ? Map.of() : Pairs.texts(labels);
            return new Mount.Anonymous(target, readOnly, noCopy, pairs);
        }
        if (labels != null) {
            warnings.add(labels.warning(
                    "has no effect on a volume that has a name; say the labels where the volume is declared"));
        }
        return new Mount.Named(
                source.text(),
                target,
                readOnly,
                noCopy,
                Optional.ofNullable(subpath).map(Field::nonEmptyText));
    }

    private Mount memory(@Nullable Field options, String target, boolean readOnly) {
        OptionalLong size = OptionalLong.empty();
        OptionalInt mode = OptionalInt.empty();
        if (options != null) {
            Map<String, Field> keys = options.entries(Section.MOUNT_MEMORY);
            Field sizeField = keys.get("size");
            if (sizeField != null) {
                size = OptionalLong.of(size(sizeField, sizeField.text()));
            }
            Field modeField = keys.get("mode");
            if (modeField != null) {
                mode = OptionalInt.of(PermissionBits.read(modeField, warnings));
            }
        }
        return new Mount.Memory(target, size, mode, readOnly, List.of());
    }

    /** {@code target[:option,…]}, as {@code docker run --tmpfs} takes it. */
    Mount tmpfs(Field item) {
        String text = item.nonEmptyText();
        int colon = text.indexOf(':');
        String target = target(item, colon < 0 ? text : text.substring(0, colon));
        OptionalLong size = OptionalLong.empty();
        OptionalInt mode = OptionalInt.empty();
        boolean readOnly = false;
        List<String> options = new ArrayList<>();
        for (String option :
                colon < 0 ? new String[0] : text.substring(colon + 1).split(",", -1)) {
            if (PERCENTAGE.matcher(option).matches()) {
                options.add(option);
            } else if (option.startsWith("size=")) {
                size = OptionalLong.of(size(item, option.substring("size=".length())));
            } else if (option.startsWith("mode=")) {
                mode = OptionalInt.of(PermissionBits.octal(item, option.substring("mode=".length())));
            } else if (option.equals("ro")) {
                readOnly = true;
            } else if (!option.equals("rw") && !option.isEmpty()) {
                if (!OPTION.matcher(option).matches()) {
                    throw item.problem(item.shown() + " has an option that a file system in memory does not take");
                }
                options.add(option);
            }
        }
        return new Mount.Memory(target, size, mode, readOnly, options);
    }

    private static long size(Field field, String text) {
        return ByteSize.parse(text)
                .orElseThrow(() -> field.problem(field.shown() + " is no size; write bytes, or for instance 64m"));
    }

    private static String target(Field field, String text) {
        if (!text.startsWith("/")) {
            throw field.problem(field.shown() + ": the target must be an absolute path inside the container");
        }
        return cleaned(text);
    }

    /** Without doubled slashes, dots and a slash at the end, so that one target has one spelling. */
    static String cleaned(String path) {
        List<String> steps = new ArrayList<>();
        for (String step : path.split("/", -1)) {
            if (step.equals("..")) {
                if (!steps.isEmpty()) {
                    steps.remove(steps.size() - 1);
                }
            } else if (!step.isEmpty() && !step.equals(".")) {
                steps.add(step);
            }
        }
        return "/" + String.join("/", steps);
    }
}
