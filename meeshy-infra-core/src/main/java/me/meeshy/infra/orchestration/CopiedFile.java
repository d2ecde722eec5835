package me.meeshy.infra.orchestration;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import me.meeshy.infra.archive.Owner;
import me.meeshy.infra.archive.TreeWriter;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.EngineException;

/**
 * A secret or config that is in no file of the host: it is copied into a container that was made and not started, so that it
 * stands neither in what the engine shows of the container, nor on the host, nor among any command's arguments.
 */
final class CopiedFile {

    private final String key;
    private final String target;
    private final Function<ContainerEngine, byte[]> content;
    private final Optional<String> contentDigest;
    private final int mode;
    private final Owner owner;

    /**
     * A file to copy.
     *
     * @param key what it is called in messages and digests, such as {@code secrets./run/secrets/jwt}
     * @param target its absolute path in the container
     * @param content what it holds; never printed
     * @param mode permission bits
     * @param owner whose it is to be
     */
    CopiedFile(String key, String target, byte[] content, int mode, Owner owner) {
        this(key, target, engine -> content, Optional.of(Fingerprint.digest(content)), mode, owner);
    }

    private CopiedFile(
            String key,
            String target,
            Function<ContainerEngine, byte[]> content,
            Optional<String> contentDigest,
            int mode,
            Owner owner) {
        this.key = key;
        this.target = target;
        this.content = content;
        this.contentDigest = contentDigest;
        this.mode = mode;
        this.owner = owner;
    }

    /**
     * A file whose content is found when it is copied: what it is then is no part of what the container was made of.
     *
     * @param key what it is called in messages and digests
     * @param target its absolute path in the container
     * @param content what it holds; never printed
     * @param mode permission bits
     * @param owner whose it is to be
     */
    static CopiedFile foundLater(
            String key, String target, Function<ContainerEngine, byte[]> content, int mode, Owner owner) {
        return new CopiedFile(key, target, content, Optional.empty(), mode, owner);
    }

    String key() {
        return key;
    }

    /** All but the content. */
    String description() {
        return "copied, mode " + Integer.toOctalString(mode) + ", owner " + owner.user() + ":" + owner.group();
    }

    /** For a digest that is made with a key; empty where the content does not count. */
    Optional<String> contentDigest() {
        return contentDigest;
    }

    /**
     * Copies it. Folders on the way to it that the container does not have are made for everybody to enter; those that are
     * there stay as they are.
     */
    void copyInto(ContainerEngine engine, String container, Duration deadline) {
        int split = target.lastIndexOf('/');
        String folder = target.substring(0, split);
        byte[] bytes = content.apply(engine);
        String name = target.substring(split + 1);
        while (true) {
            try {
                engine.copyIn(container, folder.isEmpty() ? "/" : folder, tar(name, bytes), deadline);
                return;
            } catch (EngineException e) {
                if (e.reason() != EngineException.Reason.NOT_FOUND || folder.isEmpty()) {
                    throw e;
                }
            }
            split = folder.lastIndexOf('/');
            name = folder.substring(split + 1) + "/" + name;
            folder = folder.substring(0, split);
        }
    }

    private InputStream tar(String name, byte[] bytes) {
        var out = new ByteArrayOutputStream();
        try {
            TreeWriter.write(new ByteArrayInputStream(bytes), bytes.length, name, mode, owner, out);
        } catch (IOException e) {
            throw new IllegalStateException("a stream in memory cannot fail", e);
        }
        return new ByteArrayInputStream(out.toByteArray());
    }

    /** Copies all of them. */
    static void copyAll(List<CopiedFile> files, ContainerEngine engine, String container, Duration deadline) {
        files.forEach(file -> file.copyInto(engine, container, deadline));
    }

    /** No part of the content. */
    @Override
    public String toString() {
        return "CopiedFile[" + target + "]";
    }
}
