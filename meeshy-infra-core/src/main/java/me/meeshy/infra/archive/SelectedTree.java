package me.meeshy.infra.archive;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Walks through a folder and writes what is selected; a folder that is only entered, once something in it is written. */
final class SelectedTree extends SimpleFileVisitor<Path> {

    private final Path root;
    private final TreeSelection selection;
    private final Set<String> replaced;
    private final TreeWriter writer;
    private final Deque<Path> unwritten = new ArrayDeque<>();

    SelectedTree(Path root, TreeSelection selection, Set<String> replaced, TreeWriter writer) {
        this.root = root;
        this.selection = selection;
        this.replaced = replaced;
        this.writer = writer;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
        if (folder.equals(root)) {
            return FileVisitResult.CONTINUE;
        }
        switch (selection.of(name(folder), true)) {
            case LEFT_OUT -> {
                return FileVisitResult.SKIP_SUBTREE;
            }
            case ENTERED -> unwritten.addLast(folder);
            case TAKEN -> {
                writeParents();
                writer.folder(folder, name(folder), attributes);
            }
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (folder.equals(unwritten.peekLast())) {
            unwritten.removeLast();
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        String name = name(file);
        if (!attributes.isOther()
                && !replaced.contains(name)
                && selection.of(name, false) == TreeSelection.Part.TAKEN) {
            writeParents();
            writer.file(file, name, attributes);
        }
        return FileVisitResult.CONTINUE;
    }

    /** What cannot be read does not matter where it is left out anyway. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
        if (selection.of(name(file), Files.isDirectory(file)) != TreeSelection.Part.TAKEN) {
            return FileVisitResult.CONTINUE;
        }
        throw failure;
    }

    private void writeParents() throws IOException {
        for (Path folder : unwritten) {
            writer.folder(
                    folder,
                    name(folder),
                    Files.readAttributes(folder, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        }
        unwritten.clear();
    }

    private String name(Path path) {
        return root.relativize(path).toString().replace('\\', '/');
    }
}
