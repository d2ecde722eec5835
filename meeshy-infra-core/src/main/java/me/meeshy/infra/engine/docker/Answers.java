package me.meeshy.infra.engine.docker;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.Version;
import java.util.List;

/**
 * Reading answers needs several hundred classes, as connecting does: a process that has just started spends most of its first half second on both. A
 * thread of its own prepares the one while the caller does the other. Nobody waits for it: who comes first to a class loads it.
 */
final class Answers {

    /** What the first questions to an engine are answered with. */
    private static final List<Class<?>> FIRST =
            List.of(Version.class, Info.class, Container.class, InspectContainerResponse.class);

    private Answers() {}

    static void prepare(ClientSettings settings) {
        Thread thread = new Thread(
                () -> {
                    ObjectMapper mapper = settings.getObjectMapper();
                    for (Class<?> each : FIRST) {
                        // it looks up how to read the class when it is made
                        ObjectReader unused = mapper.readerFor(each);
                    }
                },
                "meeshy-infra-answers");
        thread.setDaemon(true);
        thread.start();
    }
}
