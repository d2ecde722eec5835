package me.meeshy.infra.orchestration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import me.meeshy.infra.image.ImageName;
import me.meeshy.infra.model.InfraException;
import org.jspecify.annotations.Nullable;

/** In which order images are built: what another is built upon, or copies from, comes before it. */
final class BuildOrder {

    private final Map<String, ImageBuilds.Due> byName = new HashMap<>();
    private final Set<ImageBuilds.Due> ordered = new LinkedHashSet<>();
    private final List<String> path = new ArrayList<>();

    private BuildOrder(Collection<ImageBuilds.Due> all) {
        for (ImageBuilds.Due due : all) {
            Stream.concat(Stream.of(due.image()), due.build().settings().tags().stream())
                    .forEach(name -> byName.putIfAbsent(ImageName.canonical(name), due));
        }
    }

    /**
     * Orders them; otherwise they stay as they are.
     *
     * @throws InfraException if some are built upon each other
     */
    static List<ImageBuilds.Due> of(Collection<ImageBuilds.Due> all) {
        var order = new BuildOrder(all);
        all.forEach(order::add);
        return List.copyOf(order.ordered);
    }

    private void add(ImageBuilds.Due due) {
        if (ordered.contains(due)) {
            return;
        }
        String service = due.service().name();
        int begin = path.indexOf(service);
        path.add(service);
        if (begin >= 0) {
            throw new InfraException("cannot build the images of the services "
                    + String.join(" → ", path.subList(begin, path.size()))
                    + ": each is built upon the next; take one FROM out of the circle");
        }
        for (String base : due.build().bases()) {
            ImageBuilds.@Nullable Due below = byName.get(ImageName.canonical(base));
            if (below != null) {
                add(below);
            }
        }
        path.remove(path.size() - 1);
        ordered.add(due);
    }
}
