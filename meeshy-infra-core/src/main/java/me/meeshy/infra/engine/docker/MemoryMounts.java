package me.meeshy.infra.engine.docker;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The file systems in memory of a {@code HostConfig}, each with its options in one spelling: they can be asked for in two forms, {@code Tmpfs} and
 * {@code Mounts}, and their sizes and permissions can be written in several ways.
 */
final class MemoryMounts {

    private static final Pattern SIZE = Pattern.compile("size=([0-9]{1,15})([kmgKMG]?)");
    private static final String UNITS = "kmg";

    private MemoryMounts() {}

    /** The options by target. */
    static Map<String, String> of(Map<?, ?> host) {
        Map<String, String> all = new TreeMap<>();
        JsonValues.object(host, "Tmpfs")
                .ifPresent(forms -> forms.forEach((target, options) -> all.put(path(target), canonical(options + ""))));
        for (Map<?, ?> mount : JsonValues.objects(host.get("Mounts"))) {
            if ("tmpfs".equals(mount.get("Type"))) {
                Map<?, ?> options = mount.get("TmpfsOptions") instanceof Map<?, ?> given ? given : Map.of();
                Object size = options.get("SizeBytes");
                Object mode = options.get("Mode");
                all.put(
                        path(mount.get("Target")),
                        canonical((Boolean.TRUE.equals(mount.get("ReadOnly")) ? "ro," : "")
                                + (size == null ? "" : "size=" + size + ",")
                                + (mode == null ? "" : "mode=" + Integer.toOctalString(((Number) mode).intValue()))));
            }
        }
        return all;
    }

    private static String path(@Nullable Object target) {
        return String.valueOf(target).replaceFirst("(?<=.)/+$", "");
    }

    private static String canonical(String options) {
        var each = new TreeSet<String>();
        Arrays.stream(options.split(",", -1)).map(MemoryMounts::option).forEach(each::add);
        // writable is what it is anyway
        each.remove("");
        each.remove("rw");
        return String.join(",", each);
    }

    private static String option(String option) {
        var size = SIZE.matcher(option);
        if (size.matches()) {
            int power = UNITS.indexOf(size.group(2).toLowerCase(Locale.ROOT))
                    + (size.group(2).isEmpty() ? 0 : 1);
            return "size=" + (Long.parseLong(size.group(1)) << (10 * power));
        }
        return option.replaceFirst("^mode=0+(?=[0-7])", "mode=");
    }
}
