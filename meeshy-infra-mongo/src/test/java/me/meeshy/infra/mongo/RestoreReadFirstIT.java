package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.model.TransferProgress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where others would see what is loaded, or the next restore would keep it, a dump is read whole before the first write. */
class RestoreReadFirstIT {

    private final BareMongo server = BareMongo.standalone();
    private final String name = BareMongo.database();
    private final Generations generations = new Generations(server, name);

    @TempDir
    Path directory;

    @AfterEach
    void dropDatabase() {
        generations.database().drop();
    }

    /** What a restore may do that lets others see its documents at once, asks for them first, or keeps them for the next. */
    private enum Reading {
        MERGING {
            @Override
            MongoRestoreBuilder of(MongoRestoreBuilder restore) {
                return restore.mergeMissing();
            }
        },
        OVERWRITING {
            @Override
            MongoRestoreBuilder of(MongoRestoreBuilder restore) {
                return restore.mergeReplacing();
            }
        },
        CHECKING {
            @Override
            MongoRestoreBuilder of(MongoRestoreBuilder restore) {
                return restore.replaceExisting().checkUniqueIndexes();
            }
        },
        TO_BE_RESUMED {
            @Override
            MongoRestoreBuilder of(MongoRestoreBuilder restore) {
                return restore.replaceExisting().leaveForResume();
            }
        },
        OF_USERS {
            @Override
            MongoRestoreBuilder of(MongoRestoreBuilder restore) {
                return restore.replaceExisting().usersAndRoles();
            }
        },
        OF_VIEWS_ALONE {
            @Override
            MongoRestoreBuilder of(MongoRestoreBuilder restore) {
                return restore.replaceExisting().include("*.seen");
            }
        },
        INTO_A_NAME_THAT_CANNOT_BE_GIVEN {
            @Override
            MongoRestoreBuilder of(MongoRestoreBuilder restore) {
                return restore.rename("a", "system.js").include("*.a");
            }
        };

        abstract MongoRestoreBuilder of(MongoRestoreBuilder restore);
    }

    static Stream<Arguments> readings() {
        return Stream.of(ManifestlessDump.values())
                .flatMap(form -> Stream.of(Reading.values()).map(reading -> Arguments.of(form, reading)));
    }

    @ParameterizedTest
    @MethodSource("readings")
    void damageAtTheEndIsFoundBeforeTheFirstWrite(ManifestlessDump form, Reading reading) throws IOException {
        generations.fill("new");
        Path dump = directory.resolve("dump");
        form.write(server, name, dump);
        byte[] whole = Files.readAllBytes(form.end(dump, name));
        generations.replaceBy("old");
        Map<String, Object> old = generations.contents();
        form.damage(dump, name);
        List<TransferProgress> heard = new ArrayList<>();

        assertThatThrownBy(
                        () -> reading.of(restore(dump)).onProgress(heard::add).run())
                .isInstanceOf(DumpFormatException.class);

        assertThat(heard).isEmpty();
        assertThat(generations.contents()).isEqualTo(old);
        generations.assertNothingIsLeft();
        Files.write(form.end(dump, name), whole);
        reading.of(restore(dump)).onProgress(heard::add).run();
        assertThat(heard)
                .allSatisfy(each -> assertThat(each.expectedDocuments()).isPositive());
    }

    private MongoRestoreBuilder restore(Path dump) {
        return MongoRestore.from(dump).to(server.uri());
    }
}
