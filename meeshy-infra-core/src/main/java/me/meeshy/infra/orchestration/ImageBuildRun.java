package me.meeshy.infra.orchestration;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import me.meeshy.infra.archive.Pipe;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.plan.BuildFailedException;
import me.meeshy.infra.plan.BuildLine;
import me.meeshy.infra.secret.SecretMask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One build of one image: its lines go to the listener and the log, and the last of them into its failure. */
final class ImageBuildRun {

    private static final Logger LOG = LoggerFactory.getLogger(ImageBuildRun.class);
    private static final Pattern STEP = Pattern.compile("Step \\d+/\\d+ : .*");
    private static final int LINES_KEPT = 20;

    private final Project project;
    private final ImageBuilds.Due due;
    private final Consumer<BuildLine> listener;
    private final SecretMask mask;
    private final Deque<String> last = new ArrayDeque<>();
    private Optional<String> step = Optional.empty();

    ImageBuildRun(Project project, ImageBuilds.Due due, Consumer<BuildLine> listener) {
        this.project = project;
        this.due = due;
        this.listener = listener;
        this.mask = project.mask();
    }

    void run(ContainerEngine engine, Deadline deadline) {
        LOG.info("building image {} of service {}", due.image(), due.service().name());
        Pipe context = due.context().stream();
        try (context) {
            engine.build(due.build(), context, deadline.remainingOrLeast(), this::take);
        } catch (EngineException e) {
            throw failed(e, context);
        } catch (IOException e) {
            LOG.debug("the context of image {} was not closed: {}", due.image(), e.toString());
        }
    }

    private synchronized void take(String raw) {
        String line = mask.mask(raw);
        if (STEP.matcher(line).matches()) {
            step = Optional.of(line);
        }
        last.addLast(line);
        if (last.size() > LINES_KEPT) {
            last.removeFirst();
        }
        LOG.info("{}: {}", due.image(), line);
        listener.accept(new BuildLine(due.service().name(), due.image(), line));
    }

    /** What kept the files from being read is the cause, rather than that the engine was sent half of them. */
    private synchronized RuntimeException failed(EngineException failure, Pipe context) {
        @Nullable Exception unread = context.isAbandoned() ? null : context.failure();
        String why = mask.mask(
                unread == null
                        ? String.valueOf(failure.getMessage())
                        : "the context cannot be read: " + unread.getMessage());
        // its own words may hold what the mask hides
        var cause = new EngineException(failure.reason(), why, null);
        if (failure.reason() == EngineException.Reason.UNSUPPORTED) {
            return cause;
        }
        var message = new StringBuilder("cannot build the image " + due.image() + " of service '"
                + due.service().name() + "' in environment '" + project.environment() + "'");
        step.ifPresent(at -> message.append(" at ").append(at));
        message.append(": ").append(why).append("; nothing else was changed");
        if (!last.isEmpty()) {
            message.append("; it last wrote:");
            last.forEach(line -> message.append("\n  ").append(line));
        }
        return new BuildFailedException(
                due.service().name(), due.image(), step, List.copyOf(last), message.toString(), cause);
    }
}
