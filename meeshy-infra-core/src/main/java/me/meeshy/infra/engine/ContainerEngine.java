package me.meeshy.infra.engine;

import java.io.InputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import me.meeshy.infra.model.RestartPolicy;

/**
 * A container engine: a method for each verb that we use. Implementations are thread-safe. Every method throws
 * {@link EngineException}.
 *
 * <p>A method that may take long has a deadline or a grace, and gives up with {@link EngineException.Reason#INTERRUPTED} if
 * the thread is interrupted. The others are answered at once: they go on to the answer even on an interrupted thread, whose
 * flag stays set, so that nothing is made unseen and all can be undone.
 *
 * <p>A container is named by its name or its id; of the id 12 digits are enough.
 */
public interface ContainerEngine extends ContainerAccess, AutoCloseable {

    /**
     * What the engine says of itself.
     *
     * @return version, API version and reach
     */
    EngineInfo info();

    /**
     * Containers, stopped ones included, that carry all of these labels.
     *
     * @param labels names with values; an empty value asks for the name only
     * @return the containers, in no order
     */
    List<ContainerSummary> containers(Map<String, String> labels);

    /**
     * One container.
     *
     * @param container id or name
     * @return what the engine knows of it, or empty if there is none
     */
    Optional<ContainerDetails> container(String container);

    /**
     * In which keys a container differs from the one that a specification would make, its name aside. What the specification
     * leaves out must be as the container's image or the engine has it by default. Labels of tools do not count, nor does the
     * content of files.
     *
     * <p>An engine that cannot tell answers with one key that says so.
     *
     * @param container its id
     * @param spec what it would be made of
     * @return the keys, as compose files have them; empty if the container is as it should be
     */
    default List<String> differingKeys(String container, ContainerSpec spec) {
        return List.of("everything, as far as this engine can tell");
    }

    /**
     * Makes a container; does not start it. All its networks are connected; if one cannot be, the container is removed again.
     *
     * @param spec what it is made of
     * @return its id
     */
    String create(ContainerSpec spec);

    /**
     * Starts a container; does nothing if it runs.
     *
     * @param container id or name
     */
    void start(String container);

    /**
     * Stops a container; does nothing if it does not run.
     *
     * @param container id or name
     * @param grace how long it may take before it is killed
     */
    void stop(String container, Duration grace);

    /**
     * Restarts a container.
     *
     * @param container id or name
     * @param grace how long it may take to stop before it is killed
     */
    void restart(String container, Duration grace);

    /**
     * Removes a container, also a running one; does nothing if there is none.
     *
     * @param container id or name
     * @param withAnonymousVolumes whether volumes without a name go with it
     */
    void remove(String container, boolean withAnonymousVolumes);

    /**
     * Renames a container.
     *
     * @param container id or name
     * @param name the new name
     */
    void rename(String container, String name);

    /**
     * Changes when the engine starts a container again.
     *
     * @param container id or name
     * @param policy the new policy
     */
    void restartPolicy(String container, RestartPolicy policy);

    /**
     * Runs a command inside a running container and waits for it; ends it as
     * {@link #exec(String, ExecSpec, ExecStreams, Duration)} does when the deadline passes or the thread is interrupted.
     *
     * @param container id or name
     * @param command program and arguments
     * @param environment further variables; never printed
     * @param outputLimit bytes kept of each stream; the rest is read and dropped
     * @param deadline how long it may take
     * @return how it ended
     */
    ExecResult exec(
            String container,
            List<String> command,
            Map<String, String> environment,
            int outputLimit,
            Duration deadline);

    /**
     * Lines that a container has written. All are held in memory: limit them with {@link LogQuery#tail()} where a log may be long.
     *
     * @param container id or name
     * @param query which lines
     * @param deadline how long reading them may take
     * @return the lines, oldest first
     */
    List<LogLine> logs(String container, LogQuery query, Duration deadline);

    /**
     * Follows a container's log from the lines that the query asks for until the container stops or the subscription is closed.
     * A line of more than a megabyte comes in parts. If the consumer throws, the stream ends and
     * {@link Subscription#await} tells why.
     *
     * @param container id or name
     * @param query which lines to begin with
     * @param consumer is given each line, by one thread at a time
     * @return the subscription
     */
    Subscription followLogs(String container, LogQuery query, Consumer<LogLine> consumer);

    /**
     * Follows what happens to containers from now on; the stream stands when the method returns. If the consumer throws, the
     * stream ends and {@link Subscription#await} tells why.
     *
     * @param labels only containers that carry all of these
     * @param actions only these actions, such as {@code die}; all if empty, and health checks flood such a stream
     * @param consumer is given each event, by one thread at a time
     * @return the subscription
     */
    Subscription events(Map<String, String> labels, Set<String> actions, Consumer<EngineEvent> consumer);

    /**
     * An image that the engine has.
     *
     * @param reference such as {@code mongo:8.0}
     * @return the image, or empty if it must be pulled
     */
    Optional<ImageDetails> image(String reference);

    /**
     * When an image got its tag last: it was pulled, built or tagged then.
     *
     * @param reference such as {@code mongo:8.0}
     * @return the moment by the engine's clock; empty if there is no such image or the engine does not know
     */
    default Optional<Instant> imageTagged(String reference) {
        return Optional.empty();
    }

    /**
     * Pulls an image, with the login that the docker command would use. A reference with a digest gives that image and no
     * other.
     *
     * @param reference such as {@code mongo:8.0}
     * @param deadline how long it may take
     * @param progress is told how far it is, by one thread at a time; if it throws, the pull fails
     */
    void pull(String reference, Duration deadline, Consumer<PullProgress> progress);

    /**
     * Pulls an image and tells nobody how far it is.
     *
     * @param reference such as {@code mongo:8.0}
     * @param deadline how long it may take
     */
    default void pull(String reference, Duration deadline) {
        pull(reference, deadline, progress -> {});
    }

    /**
     * What a network was made of, so that the same can be made again.
     *
     * @param network its name or id
     * @return addresses that the engine chose included; empty if there is no such network, or the engine does not tell
     */
    default Optional<NetworkSpec> networkSpec(String network) {
        return Optional.empty();
    }

    /**
     * The containers that run in a network, and so keep it from being removed.
     *
     * @param network its name or id
     * @return their ids; none if there is no such network
     */
    default List<String> runningIn(String network) {
        return List.of();
    }

    /**
     * Puts a container that does not run into the network that has the name of one that it was in, and that was removed since. It keeps its aliases
     * and addresses.
     *
     * @param container its id
     * @param network the network's name
     */
    default void rejoin(String container, String network) {
        // where containers are bound to names, there is nothing to do
    }

    /**
     * What of a specification this engine is too old for. Creating the container is refused then.
     *
     * @param spec what a container would be made of
     * @return what is asked for in vain; all that not every engine has, unless the engine says otherwise
     */
    default List<ApiNeed> unmetNeeds(ContainerSpec spec) {
        return ApiNeed.of(spec);
    }

    /**
     * Whether it builds images.
     *
     * @return false where it has a stand-in for every image
     */
    default boolean buildsImages() {
        return false;
    }

    /**
     * Builds an image. Ends it when the deadline passes or the thread is interrupted.
     *
     * @param build what and how
     * @param context a tar stream of all that the Dockerfile names, and of the Dockerfile; not closed
     * @param deadline how long it may take
     * @param output is told each line that the build writes, by one thread at a time; if it throws, the build fails
     */
    default void build(ImageBuild build, InputStream context, Duration deadline, Consumer<String> output) {
        throw Unsupported.verb("build image " + build.reference(), this);
    }

    /**
     * Networks that carry all of these labels.
     *
     * @param labels names with values
     * @return the networks
     */
    List<NetworkDetails> networks(Map<String, String> labels);

    /**
     * One network.
     *
     * @param name its name
     * @return the network, or empty if there is none
     */
    Optional<NetworkDetails> network(String name);

    /**
     * Makes a network.
     *
     * @param spec what it is made of
     * @return its id
     */
    String createNetwork(NetworkSpec spec);

    /**
     * Removes a network; does nothing if there is none.
     *
     * @param network id or name
     */
    void removeNetwork(String network);

    /**
     * Volumes that carry all of these labels.
     *
     * @param labels names with values
     * @return the volumes
     */
    List<VolumeDetails> volumes(Map<String, String> labels);

    /**
     * One volume.
     *
     * @param name its name
     * @return the volume, or empty if there is none
     */
    Optional<VolumeDetails> volume(String name);

    /**
     * Makes a volume.
     *
     * @param spec what it is made of
     */
    void createVolume(VolumeSpec spec);

    /**
     * Removes a volume and all that is in it; does nothing if there is none.
     *
     * @param name its name
     */
    void removeVolume(String name);

    /**
     * The logins to registries that this client has, in the form of the docker command's {@code config.json}: all that a
     * container needs to pull what we can. They are secrets.
     *
     * @return JSON, with an entry for each registry under {@code auths}; none where the client has none
     * @throws EngineException with {@link EngineException.Reason#CONFIGURATION} if what is there cannot be used
     */
    default String registryLogins() {
        return "{\"auths\":{}}";
    }

    /**
     * Where this process can reach a TCP port of a running container: the published port where it is published, else the
     * container's own address where the engine's {@link EngineInfo#reach() reach} allows it.
     *
     * @param container id or name
     * @param port the port inside the container
     * @return the address, or empty if there is no way; the reach says why
     */
    Optional<InetSocketAddress> address(String container, int port);

    /**
     * This engine for a job that has to be done by some moment: requests that are answered at once take no longer than what
     * remains when they are sent, and fail with {@link EngineException.Reason#TIMEOUT} then. To close it is to close this one.
     *
     * @param remaining what remains, more than nothing
     * @return the same engine; this one itself where its requests cannot take long
     */
    default ContainerEngine within(Supplier<Duration> remaining) {
        return this;
    }

    /** Closes the connections; containers go on. */
    @Override
    void close();
}
