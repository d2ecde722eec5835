package me.meeshy.infra.compose;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** From bytes to a tree whose values know where they stand. Whatever the bytes are, it takes bounded time and memory. */
final class YamlReader {

    /** Far above any real compose file, and small enough to be read whole. */
    static final int MAX_BYTES = 4 * 1024 * 1024;
    /** The parser copies what it has of a scalar each time it reads on: in pieces of its usual 1024 that takes 12 s for 4 MB. */
    private static final int BUFFER_CHARACTERS = 64 * 1024;

    private YamlReader() {}

    /** The documents of a file, usually one; compose merges further ones as if they were files of their own. */
    static List<YamlNode> read(Source source) {
        return parse(source, text(source.file()));
    }

    /** A file's text; also used for the files of variables. */
    static String text(Path file) {
        return decode(file, bytes(file));
    }

    private static byte[] bytes(Path file) {
        Position at = Position.of(file);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new ComposeFileException(
                        at, "", "the file is larger than " + MAX_BYTES / (1024 * 1024) + " MB; is it the right one?");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new ComposeFileException(at, "", "there is no such file", e);
        } catch (IOException e) {
            String why = Files.isDirectory(file) ? "it is a directory" : String.valueOf(e.getMessage());
            throw new ComposeFileException(at, "", "the file cannot be read: " + why, e);
        }
    }

    private static String decode(Path file, byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        out.flip();
        if (result.isError()) {
            try {
                result.throwException();
            } catch (CharacterCodingException e) {
                throw new ComposeFileException(
                        locate(file, out, out.length()),
                        "",
                        "the file is not UTF-8 text: it holds a byte that cannot be",
                        e);
            }
        }
        boolean marked = out.length() > 0 && out.charAt(0) == '\uFEFF';
        return (marked ? out.subSequence(1, out.length()) : out).toString();
    }

    private static Position locate(Path file, CharSequence text, int index) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < Math.min(index, text.length()); i++) {
            column++;
            if (text.charAt(i) == '\n') {
                line++;
                column = 1;
            }
        }
        return new Position(file, line, column);
    }

    static List<YamlNode> parse(Source source, String text) {
        Path file = source.file();
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file.toString())
                .setCodePointLimit(MAX_BYTES + 1)
                .setBufferSize(BUFFER_CHARACTERS)
                .build();
        List<YamlNode> documents = new ArrayList<>();
        try {
            Iterator<Event> events = new ParserImpl(settings, new StreamReader(settings, text));
            var tree = new YamlTree(source);
            while (events.hasNext()) {
                tree.accept(events.next());
                tree.finished().ifPresent(documents::add);
            }
        } catch (MarkedYamlEngineException e) {
            // its message and cause quote the file, which may hold a secret: only the problem's name is passed on
            Position at = e.getProblemMark().map(mark -> position(source, mark)).orElse(Position.of(file));
            String context = e.getContext() == null ? "" : e.getContext() + ", ";
            throw new ComposeFileException(at, "", "this is not YAML: " + context + e.getProblem());
        } catch (ReaderException e) {
            throw new ComposeFileException(
                    locate(file, text, e.getPosition()),
                    "",
                    String.format("this is not YAML: the character U+%04X is not allowed in it", e.getCodePoint()));
        } catch (YamlEngineException e) {
            throw new ComposeFileException(Position.of(file), "", "this is not YAML");
        }
        return documents;
    }

    static Position position(Source source, Mark mark) {
        return new Position(source, mark.getLine() + 1, mark.getColumn() + 1);
    }
}
