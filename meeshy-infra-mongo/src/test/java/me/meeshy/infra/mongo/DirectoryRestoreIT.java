package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import me.meeshy.infra.mongo.model.ContentHash;
import me.meeshy.infra.mongo.model.DumpFile;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.model.RestoreReport;
import me.meeshy.infra.mongo.model.RestoredCollection;
import me.meeshy.infra.mongo.model.TransferProgress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Directories are loaded as they are read for the first time: what is not whole, or is another by now, does no harm to what is there. */
class DirectoryRestoreIT {

    private final BareMongo server = BareMongo.standalone();
    private final String name = BareMongo.database();
    private final Generations generations = new Generations(server, name);
    private final List<TransferProgress> heard = new ArrayList<>();

    @TempDir
    Path directory;

    private Path dump = Path.of("");
    private Map<String, Object> fresh = Map.of();

    /** How a directory comes. */
    private enum Layout {
        OURS,
        OURS_GZIPPED {
            @Override
            DumpFile at(Path place) {
                return DumpFile.directory(place).gzip();
            }
        },
        AS_MONGODUMP_WRITES_IT {
            @Override
            void arrange(Path files) throws IOException {
                forgetManifest(files);
            }
        },
        AS_MONGODUMP_GZIPS_IT {
            @Override
            DumpFile at(Path place) {
                return DumpFile.directory(place).gzip();
            }

            @Override
            void arrange(Path files) throws IOException {
                forgetManifest(files);
            }
        },
        PACKED_BY_ZSTANDARD {
            @Override
            void arrange(Path files) throws IOException {
                forgetManifest(files);
                for (String each : List.of("a", "b", "c")) {
                    Path file = files.resolve(each + ".bson");
                    Files.write(file, Zstd.compress(Files.readAllBytes(file)));
                }
            }
        };

        DumpFile at(Path place) {
            return DumpFile.directory(place);
        }

        void arrange(Path files) throws IOException {}

        private static void forgetManifest(Path files) throws IOException {
            Files.delete(files.resolve("meeshy-manifest.json"));
        }
    }

    @BeforeEach
    void fillWithTheNew() {
        generations.fill("new");
        fresh = generations.contents();
    }

    @AfterEach
    void dropDatabase() {
        generations.database().drop();
    }

    /** What is done to the last file of documents, or beside it. */
    private enum Damage {
        CUT_IN_THE_MIDDLE {
            @Override
            void to(Path files) throws IOException {
                byte[] bytes = Files.readAllBytes(last(files));
                // the documents are of one size, and half of them would be whole ones
                Files.write(last(files), Arrays.copyOf(bytes, bytes.length / 2 - 1));
            }
        },
        CUT_AT_THE_END {
            @Override
            void to(Path files) throws IOException {
                byte[] bytes = Files.readAllBytes(last(files));
                Files.write(last(files), Arrays.copyOf(bytes, bytes.length - 1));
            }
        },
        SOMETHING_BEHIND {
            @Override
            void to(Path files) throws IOException {
                byte[] bytes = Files.readAllBytes(last(files));
                Files.write(last(files), Arrays.copyOf(bytes, bytes.length + 3));
            }
        };

        abstract void to(Path files) throws IOException;
    }

    static Stream<Arguments> damages() {
        return Stream.of(Layout.values())
                .flatMap(layout -> Stream.of(Damage.values()).map(damage -> Arguments.of(layout, damage)));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void directoryWhoseLastFileIsDamagedLeavesWhatIsThereAndNothingElse(Layout layout, Damage damage)
            throws IOException {
        dump(layout);
        damage.to(files());

        generations.replaceBy("old");
        assertThat(refused(restore().replaceExisting())).satisfies(DirectoryRestoreIT::namesTheLastFile);
        generations.database().drop();
        assertThat(refused(restore())).satisfies(DirectoryRestoreIT::namesTheLastFile);
        assertThat(refused(restore().include("*.a").onProgress(heard::add)))
                .as("what is not restored is checked, too")
                .satisfies(DirectoryRestoreIT::namesTheLastFile);
    }

    private static void namesTheLastFile(DumpFormatException refusal) {
        assertThat(refusal.file()).contains("c.bson");
        assertThat(refusal.namespace())
                .hasValueSatisfying(each -> assertThat(each).endsWith(".c"));
        assertThat(refusal.offset()).isNotNegative();
    }

    /** What only the manifest tells: a document that is one, but another; files that are missing, or too many. */
    private enum Change {
        ANOTHER_DOCUMENT {
            @Override
            void to(Path files) throws IOException {
                byte[] bytes = Files.readAllBytes(last(files));
                String text = new String(bytes, StandardCharsets.ISO_8859_1);
                bytes[text.lastIndexOf("generation of c") + 5] ^= 1;
                Files.write(last(files), bytes);
            }
        },
        FEWER_DOCUMENTS {
            @Override
            void to(Path files) throws IOException {
                byte[] bytes = Files.readAllBytes(last(files));
                Files.write(last(files), Arrays.copyOf(bytes, bytes.length / 24));
            }
        },
        FILE_MISSING {
            @Override
            void to(Path files) throws IOException {
                Files.delete(last(files));
            }
        },
        FILE_TOO_MANY {
            @Override
            void to(Path files) throws IOException {
                Files.copy(last(files), files.resolve("d.bson"));
            }
        },
        OTHER_METADATA {
            @Override
            void to(Path files) throws IOException {
                Files.copy(
                        files.resolve("b.metadata.json"),
                        files.resolve("c.metadata.json"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        };

        abstract void to(Path files) throws IOException;
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void directoryThatIsNotWhatItsManifestSaysLeavesWhatIsThereAndNothingElse(Change change) throws IOException {
        dump(Layout.OURS);
        change.to(files());

        generations.replaceBy("old");
        refused(restore().replaceExisting());
        generations.database().drop();
        refused(restore());
    }

    private DumpFormatException refused(MongoRestoreBuilder restore) {
        Map<String, Object> before = generations.contents();
        List<DumpFormatException> refusals = new ArrayList<>();
        assertThatThrownBy(restore::run).isInstanceOfSatisfying(DumpFormatException.class, refusals::add);
        assertThat(generations.contents()).isEqualTo(before);
        generations.assertNothingIsLeft();
        return refusals.get(0);
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void directoryIsLoadedAsItIsReadUnderNamesThatNobodyElseHas(Layout layout) throws IOException {
        dump(layout);
        generations.replaceBy("old");
        Map<String, Object> old = generations.contents();
        List<Map<String, Object>> during = new ArrayList<>();

        RestoreReport report = restore()
                .replaceExisting()
                .onProgress(progress -> {
                    heard.add(progress);
                    during.add(generations.contents());
                })
                .run();

        assertThat(generations.contents()).isEqualTo(fresh);
        generations.assertNothingIsLeft();
        assertThat(heard).hasSize(3);
        assertThat(heard.get(2).documents()).isEqualTo(report.documents()).isEqualTo(Generations.DOCUMENTS);
        assertThat(during).allSatisfy(each -> {
            assertThat(each).containsAllEntriesOf(old);
            assertThat(each.keySet()).anyMatch(some -> some.startsWith("__mr."));
        });
        assertThat(report.collections())
                .filteredOn(each -> !each.view())
                .extracting(RestoredCollection::hash)
                .hasSize(3)
                .doesNotContain(ContentHash.EMPTY);
        assertThat(report.manifest()).isEqualTo(layout == Layout.OURS || layout == Layout.OURS_GZIPPED);
    }

    @Test
    void progressTellsHowMuchIsToComeAsFarAsTheDirectoryDoes() throws IOException {
        for (Layout each : List.of(Layout.OURS, Layout.OURS_GZIPPED)) {
            dump(each);
            TransferProgress last = last(restore().replaceExisting());
            assertThat(last.expectedDocuments()).as("%s", each).isEqualTo(Generations.DOCUMENTS);
            assertThat(last.expectedBytes()).as("%s", each).isEqualTo(last.bytes());
        }
        dump(Layout.AS_MONGODUMP_WRITES_IT);
        TransferProgress bySize = last(restore().replaceExisting());
        assertThat(bySize.expectedDocuments()).isZero();
        assertThat(bySize.expectedBytes()).isEqualTo(bySize.bytes());
        dump(Layout.AS_MONGODUMP_GZIPS_IT);
        TransferProgress unknown = last(restore().replaceExisting());
        assertThat(unknown.expectedDocuments()).isZero();
        assertThat(unknown.expectedBytes()).isZero();
    }

    private TransferProgress last(MongoRestoreBuilder restore) {
        List<TransferProgress> told = new ArrayList<>();
        restore.onProgress(told::add).run();
        return told.get(told.size() - 1);
    }

    /** What happens to a directory while it is being restored. */
    private enum Meanwhile {
        OTHER_METADATA {
            @Override
            void to(Path files) throws IOException {
                Path metadata = files.resolve("c.metadata.json");
                Files.writeString(metadata, Files.readString(metadata) + " ");
            }
        },
        ANOTHER_FILE {
            @Override
            void to(Path files) throws IOException {
                Files.copy(last(files), files.resolve("d.bson"));
            }
        },
        A_FILE_LESS {
            @Override
            void to(Path files) throws IOException {
                Files.delete(last(files));
            }
        };

        abstract void to(Path files) throws IOException;
    }

    @ParameterizedTest
    @EnumSource(Meanwhile.class)
    void directoryThatChangesWhileItIsRestoredIsRefused(Meanwhile meanwhile) throws IOException {
        dump(Layout.AS_MONGODUMP_WRITES_IT);
        generations.replaceBy("old");
        refused(restore().replaceExisting().onProgress(progress -> {
            heard.add(progress);
            if (heard.size() == 1) {
                try {
                    meanwhile.to(files());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }));
        assertThat(heard).isNotEmpty();
    }

    @Test
    void directoryOfTheLargestDocumentsIsRestoredInASmallHeap() throws Exception {
        generations.replaceByTheLargest();
        Map<String, Object> before = generations.contents();
        dump(Layout.OURS);

        generations.restoreInASmallHeap(dump);

        assertThat(generations.contents()).isEqualTo(before);
    }

    /** Dumps what is there into a directory of its own. */
    private void dump(Layout layout) throws IOException {
        dump = Files.createTempDirectory(directory, "dump").resolve("dump");
        MongoDump.of(server.uri()).database(name).to(layout.at(dump)).run();
        layout.arrange(files());
    }

    private Path files() {
        return dump.resolve(name);
    }

    private static Path last(Path files) {
        Path packed = files.resolve("c.bson.gz");
        return Files.exists(packed) ? packed : files.resolve("c.bson");
    }

    private MongoRestoreBuilder restore() {
        return MongoRestore.from(dump).to(server.uri());
    }
}
