package me.meeshy.infra.compose;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
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

    StackReader(Mapping tree, Reading reading) {
        this.reading = reading;
        this.file = new Field(tree, KeyPath.ROOT);
        this.sections = file.entries(Section.FILE);
    }

    Stack read(String projectName) {
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
        var serviceReader = new ServiceReader(reading);
        var references = new References(services, resources);
        Stack.Builder stack = Stack.builder(projectName);
        services.entries().forEach((name, field) -> {
            if (field.isNull()) {
                throw field.problem("the service is empty; give it an image at least");
            }
            Service service = serviceReader.read(name, field);
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

    private <T> Map<String, T> each(String section, BiFunction<String, Field, T> reader) {
        Map<String, T> values = new LinkedHashMap<>();
        Field field = sections.get(section);
        if (field != null) {
            field.entries().forEach((key, value) -> values.put(key, reader.apply(key, value)));
        }
        return values;
    }
}
