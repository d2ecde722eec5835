package me.meeshy.infra.compose;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import me.meeshy.infra.model.Ipam;
import org.jspecify.annotations.Nullable;

/** A network's {@code ipam}. Whether an address makes sense is for the engine to say; that it is one, is checked here. */
final class IpamReader {

    private static final Pattern ADDRESS =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final Pattern BLOCK = Pattern.compile("(?:" + ADDRESS.pattern() + ")/[0-9]{1,3}");

    private IpamReader() {}

    static Ipam read(Field field) {
        Map<String, Field> keys = field.entries(Section.IPAM);
        List<Ipam.Pool> pools = new ArrayList<>();
        Field config = keys.get("config");
        if (config != null) {
            config.items().forEach(item -> pools.add(pool(item)));
        }
        Field options = keys.get("options");
        return new Ipam(
                Optional.ofNullable(keys.get("driver")).map(Field::nonEmptyText),
                options == null ? Map.of() : Pairs.texts(options),
                pools);
    }

    private static Ipam.Pool pool(Field field) {
        Map<String, Field> keys = field.entries(Section.IPAM_POOL);
        Field reserved = keys.get("aux_addresses");
        if (reserved != null) {
            reserved.entries().values().forEach(address -> checked(address, ADDRESS, "address"));
        }
        return new Ipam.Pool(
                matching(keys.get("subnet"), BLOCK, "block of addresses such as 172.28.0.0/16"),
                matching(keys.get("ip_range"), BLOCK, "block of addresses such as 172.28.5.0/24"),
                matching(keys.get("gateway"), ADDRESS, "address"),
                reserved == null ? Map.of() : Pairs.texts(reserved));
    }

    private static Optional<String> matching(@Nullable Field field, Pattern pattern, String what) {
        return Optional.ofNullable(field).map(text -> checked(text, pattern, what));
    }

    private static String checked(Field field, Pattern pattern, String what) {
        if (!pattern.matcher(field.text()).matches()) {
            throw field.problem(field.shown() + " is no " + what);
        }
        return field.text();
    }
}
