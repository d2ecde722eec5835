package me.meeshy.infra.compose;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import me.meeshy.infra.compose.YamlNode.Entry;
import me.meeshy.infra.compose.YamlNode.Mapping;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Stack;

/** From the merged tree to the typed stack. What no service uses is checked and left out, as compose does. */
final class StackReader {

    /** Far above what one host carries. */
    private static final int MAX_SERVICES = 1_000;

    private final Reading reading;
    private final Map<String, Field> sections;
    private final Field file;
    private final List<String> targets;
    private final Map<String, List<String>> inactive = new LinkedHashMap<>();

    StackReader(Mapping tree, Reading reading, List<String> targets) {
        this.reading = reading;
        this.targets = targets;
        this.file = new Field(tree, KeyPath.ROOT);
        this.sections = file.entries(Section.FILE);
    }

    /** The services that {@link #read} left out, each with its profiles. */
    Map<String, List<String>> inactiveServices() {
        return inactive;
    }

    Stack read(String projectName, Collection<String> enabled) {
        Field version = sections.get("version");
        if (version != null) {
            reading.warn(version, "is obsolete and has no effect; take it away");
        }
        var reader = new ResourceReader(reading);
        var resources = new Resources(
                each("volumes", reader::volume),
                each("networks", reader::network),
                each("secrets", reader::secret),
                each("configs", reader::config));
        Field services = sections.get("services");
        if (services == null) {
            throw file.problem("the file has no services");
        }
        if (services.entries().size() > MAX_SERVICES) {
            throw services.problem("there are more than " + MAX_SERVICES + " services");
        }
        var serviceReader = new ServiceReader(reading, resources);
        Map<String, List<String>> profiles = Profiles.of(services);
        checkTargets(services, profiles.keySet());
        Profiles counting = Profiles.of(enabled, targets, profiles);
        profiles.forEach((name, own) -> {
            if (!counting.enable(own)) {
                inactive.put(name, own);
            }
        });
        var references = new References(services, resources, inactive);
        Stack.Builder stack = Stack.builder(projectName);
        services.entries().forEach((name, field) -> {
            if (field.isNull()) {
                throw field.problem("the service is empty; give it an image at least");
            }
            if (inactive.containsKey(name)) {
                // as compose does: its keys must be known, and what it refers to need not be there
                field.entries(Section.SERVICE);
                return;
            }
            Service service = serviceReader.read(name, new Field(prepared(field), field.path()));
            references.check(service, field);
            resources.declareUsed(service, stack);
            stack.service(service);
        });
        try {
            return stack.build();
        } catch (InfraException e) {
            throw services.problem(String.valueOf(e.getMessage()));
        }
    }

    /** With its lists made unique, and without what it need not depend on and is not there. */
    private Mapping prepared(Field service) {
        if (service.node() instanceof Mapping keys) {
            Mapping unique = UniqueItems.of(keys);
            Entry clause = unique.entries().get("depends_on");
            if (clause == null || !(clause.value() instanceof Mapping dependencies)) {
                return unique;
            }
            Map<String, Entry> left = new LinkedHashMap<>(dependencies.entries());
            left.entrySet().removeIf(entry -> inactive.containsKey(entry.getKey()) && !required(entry.getValue()));
            Map<String, Entry> entries = new LinkedHashMap<>(unique.entries());
            Mapping kept = new Mapping(dependencies.at(), left, dependencies.merging());
            entries.put("depends_on", new Entry(clause.keyAt(), kept));
            return new Mapping(unique.at(), entries, unique.merging());
        }
        throw service.problem("takes a map, and this is " + YamlNode.describe(service.node()));
    }

    private static boolean required(Entry dependency) {
        Entry required =
                dependency.value() instanceof Mapping terms ? terms.entries().get("required") : null;
        return required == null || new Field(required.value(), KeyPath.ROOT.key("required")).bool();
    }

    private void checkTargets(Field services, Set<String> names) {
        for (String target : targets) {
            if (!names.contains(target)) {
                throw services.problem("there is no service '" + target + "', which was asked for"
                        + Section.closest(target, names)
                                .map(close -> "; did you mean " + close + "?")
                                .orElse("; there are " + names));
            }
        }
    }

    private <T> Map<String, T> each(String section, BiFunction<String, Field, T> reader) {
        Map<String, T> values = new LinkedHashMap<>();
        Field field = sections.get(section);
        if (field != null) {
            field.entries().forEach((key, value) -> values.put(key, reader.apply(key, value)));
        }
        return values;
    }
}
