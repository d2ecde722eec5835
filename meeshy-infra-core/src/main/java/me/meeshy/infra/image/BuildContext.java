package me.meeshy.infra.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.archive.Owner;
import me.meeshy.infra.archive.Pipe;
import me.meeshy.infra.archive.TreeSelection;
import me.meeshy.infra.archive.TreeWriter;
import me.meeshy.infra.model.Build;
import me.meeshy.infra.model.InfraException;

/** What is sent to the engine for one build, checked before anything is sent. Immutable. */
public final class BuildContext {

    private static final String DOCKERFILE = "Dockerfile";
    private static final String IGNORE = ".dockerignore";
    private static final long LARGEST_TEXT = 4L * 1024 * 1024;

    private final Path folder;
    private final String dockerfile;
    private final TreeSelection selection;
    private final Map<String, byte[]> added;
    private final List<String> bases;

    private BuildContext(
            Path folder, String dockerfile, TreeSelection selection, Map<String, byte[]> added, List<String> bases) {
        this.bases = bases;
        this.folder = folder;
        this.dockerfile = dockerfile;
        this.selection = selection;
        this.added = added;
    }

    /**
     * Reads the Dockerfile and the {@code .dockerignore}, and checks them.
     *
     * @param build from what the image is built
     * @param folder the context; absolute
     * @return what is to be sent
     * @throws InfraException if the context or the Dockerfile is not there, cannot be read, or needs BuildKit
     */
    public static BuildContext of(Build build, Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new InfraException("the build context " + folder + " is no directory; make it, or mend its path");
        }
        Path root = real(folder);
        if (build.inline().isPresent()) {
            String text = build.inline().get();
            List<String> bases = bases(checked(text, "dockerfile_inline"), build);
            return withDockerfileBeside(root, text, bases, Optional.empty());
        }
        Path file = resolved(root, build.dockerfile().orElse(DOCKERFILE));
        String text = text(file)
                .orElseThrow(() -> new InfraException(
                        "there is no Dockerfile " + file + "; make it, or say dockerfile or dockerfile_inline"));
        List<String> bases = bases(checked(text, file.toString()), build);
        Optional<Path> own =
                Optional.of(file.resolveSibling(file.getFileName() + IGNORE)).filter(Files::isRegularFile);
        // a link may lead outside, where the engine cannot follow it
        if (!real(file).startsWith(root) || !file.startsWith(root)) {
            return withDockerfileBeside(root, text, bases, own);
        }
        Path ignore = own.orElse(root.resolve(IGNORE));
        Optional<String> lines = text(ignore);
        String name = root.relativize(file).toString().replace('\\', '/');
        Map<String, byte[]> added = new LinkedHashMap<>();
        if (own.isPresent()) {
            added.put(IGNORE, lines.orElse("").getBytes(StandardCharsets.UTF_8));
        }
        return new BuildContext(root, name, selection(lines, ignore, name), added, bases);
    }

    private static Dockerfile checked(String text, String file) {
        Dockerfile dockerfile = Dockerfile.of(text, file);
        dockerfile.refuseWhatNeedsBuildKit();
        return dockerfile;
    }

    private static List<String> bases(Dockerfile dockerfile, Build build) {
        return dockerfile.bases(build.args(), build.target());
    }

    /** The Dockerfile travels under a name of its own, and {@code COPY} does not see it. */
    private static BuildContext withDockerfileBeside(Path root, String text, List<String> bases, Optional<Path> own) {
        String name = ".dockerfile." + digest(text);
        Path ignore = own.orElse(root.resolve(IGNORE));
        Optional<String> lines = text(ignore);
        boolean there = lines.isPresent() && own.isEmpty();
        Map<String, byte[]> added = new LinkedHashMap<>();
        String extended = lines.orElse("") + "\n" + name + "\n" + (there ? "" : IGNORE + "\n");
        added.put(IGNORE, extended.getBytes(StandardCharsets.UTF_8));
        added.put(name, text.getBytes(StandardCharsets.UTF_8));
        return new BuildContext(root, name, selection(lines, ignore, name), added, bases);
    }

    /** The engine needs both of these, whatever is ignored; it hides them from {@code COPY} itself. */
    private static TreeSelection selection(Optional<String> lines, Path ignore, String dockerfile) {
        String needed = lines.orElse("") + "\n!" + IGNORE + "\n!" + escaped(dockerfile) + "\n";
        return lines.isEmpty()
                ? (path, isFolder) -> TreeSelection.Part.TAKEN
                : IgnorePatterns.of(needed, ignore.toString());
    }

    private static String escaped(String path) {
        return path.replaceAll("([*?\\[\\]\\\\])", "\\\\$1");
    }

    private static Path resolved(Path root, String file) {
        try {
            return root.resolve(file).normalize();
        } catch (InvalidPathException e) {
            throw new InfraException("'" + file + "' is no path of a Dockerfile", e);
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new InfraException("cannot read " + path + ": " + e, e);
        }
    }

    private static Optional<String> text(Path file) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) > LARGEST_TEXT) {
                throw new InfraException(file + " is larger than " + LARGEST_TEXT + " bytes; name another file");
            }
            return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new InfraException("cannot read " + file + ": " + e, e);
        }
    }

    private static String digest(String text) {
        try {
            byte[] all = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(all).substring(0, 20);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * The Dockerfile's name in what is sent.
     *
     * @return relative to the context
     */
    public String dockerfile() {
        return dockerfile;
    }

    /**
     * The images that it builds upon or copies from.
     *
     * @return their references, as far as they are known before the build
     */
    public List<String> bases() {
        return bases;
    }

    /**
     * Begins to read the files, on a thread of its own.
     *
     * @return a tar stream; close it
     */
    public Pipe stream() {
        return Pipe.of(out -> TreeWriter.write(folder, selection, added, Owner.ROOT, out));
    }
}
