package me.meeshy.infra.engine.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import me.meeshy.infra.engine.ContainerAccess.TarReader;

/** Files into and out of containers, as tar streams. */
final class CopyCalls {

    private final Connection connection;
    private final ContainerCalls containers;

    CopyCalls(Connection connection, ContainerCalls containers) {
        this.connection = connection;
        this.containers = containers;
    }

    void in(String container, String directory, InputStream tar, Duration deadline) {
        String what = "copy into " + directory + " of container " + container;
        String id = containers.exactly(what, container);
        connection
                .requests()
                .sendInterruptibly(
                        what,
                        deadline,
                        () -> connection
                                .client()
                                .copyArchiveToContainerCmd(id)
                                .withTarInputStream(tar)
                                .withRemotePath(directory)
                                .exec());
    }

    void out(String container, String path, TarReader reader, Duration deadline) {
        String what = "copy " + path + " from container " + container;
        String id = containers.exactly(what, container);
        connection.requests().sendInterruptibly(what, deadline, () -> {
            try (InputStream tar =
                    connection.client().copyArchiveFromContainerCmd(id, path).exec()) {
                reader.read(tar);
            } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
        });
    }
}
