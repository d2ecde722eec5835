package me.meeshy.infra.compose;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import me.meeshy.infra.model.CpuLimits;
import me.meeshy.infra.model.Devices;
import me.meeshy.infra.model.MemoryLimits;
import me.meeshy.infra.model.Resources;
import me.meeshy.infra.model.RestartPolicy;
import org.jspecify.annotations.Nullable;

/** A service's {@code deploy}, as far as one engine can honour it. What an older key says too must be said alike. */
final class DeployReader {

    private static final int MOST_REPLICAS = 10_000;

    private DeployReader() {}

    /** How many containers; empty where neither {@code deploy} nor {@code scale} says. */
    static OptionalInt replicas(Keys service, Reading reading) {
        Optional<Field> scale = Optional.ofNullable(service.fields().get("scale"));
        OptionalInt scaled =
                scale.isPresent() ? OptionalInt.of(scale.get().integer(0, MOST_REPLICAS)) : OptionalInt.empty();
        Field deploy = service.fields().get("deploy");
        if (deploy == null) {
            return scaled;
        }
        Keys keys = Keys.of(deploy, Section.DEPLOY);
        keys.given(
                "labels",
                field -> reading.warn(
                        field,
                        "has no effect, as with compose: they are of a Swarm service, and no container gets them"));
        Field mode = keys.fields().get("mode");
        Field replicas = keys.fields().get("replicas");
        if (mode != null && !mode.text().equals("replicated")) {
            if (!mode.text().equals("global")) {
                throw mode.problem(mode.shown() + " is for Swarm only; on one engine there are replicated and global");
            }
            if (replicas == null) {
                return OptionalInt.of(1);
            }
            reading.warn(mode, "has no effect, as with compose: replicas says how many containers there are");
        }
        if (replicas == null) {
            return scaled;
        }
        int number = replicas.integer(0, MOST_REPLICAS);
        if (scaled.isPresent() && scaled.getAsInt() != number) {
            throw replicas.problem("differs from scale, which says the same; take one of them away");
        }
        return OptionalInt.of(number);
    }

    static Optional<RestartPolicy> restart(Keys service, Reading reading) {
        Field deploy = service.fields().get("deploy");
        Field policy =
                deploy == null ? null : Keys.of(deploy, Section.DEPLOY).fields().get("restart_policy");
        if (policy == null) {
            return Optional.empty();
        }
        Keys keys = Keys.of(policy, Section.DEPLOY_RESTART);
        for (String timing : new String[] {"delay", "window"}) {
            keys.given(timing, field -> {
                DurationSyntax.read(field);
                reading.warn(field, "has no effect, as with compose: the engine chooses the time by itself");
            });
        }
        Field condition = keys.fields().get("condition");
        Field attempts = keys.fields().get("max_attempts");
        if (condition == null) {
            reading.warn(
                    policy,
                    "says no condition, and so the container is not started again, as with compose; write condition: any"
                            + " if it is to be");
            return Optional.of(RestartPolicy.NO);
        }
        RestartPolicy.Mode mode = switch (condition.text()) {
            case "none", "no" -> RestartPolicy.Mode.NO;
            case "on-failure" -> RestartPolicy.Mode.ON_FAILURE;
            case "any" -> RestartPolicy.Mode.ALWAYS;
            case "always" -> RestartPolicy.Mode.ALWAYS;
            case "unless-stopped" -> RestartPolicy.Mode.UNLESS_STOPPED;
            default -> throw problem(condition);
        };
        int most = attempts == null ? 0 : attempts.integer(0, Integer.MAX_VALUE);
        if (attempts != null && mode != RestartPolicy.Mode.ON_FAILURE) {
            reading.warn(attempts, "has no effect: the engine counts attempts with the condition on-failure only");
            most = 0;
        }
        return Optional.of(new RestartPolicy(mode, most));
    }

    private static ComposeFileException problem(Field condition) {
        return condition.problem(condition.shown() + " is no condition"
                + Section.meant(condition.text(), List.of("none", "on-failure", "any")));
    }

    static void limits(
            Field deploy, Keys service, CpuLimits.Builder cpu, MemoryLimits.Builder memory, Resources.Builder all) {
        Field resources = Keys.of(deploy, Section.DEPLOY).fields().get("resources");
        if (resources == null) {
            return;
        }
        Keys kinds = Keys.of(resources, Section.DEPLOY_RESOURCES);
        kinds.given("limits", field -> {
            Keys limits = Keys.of(field, Section.DEPLOY_LIMITS);
            limits.decimal("cpus", number -> {
                Field older = service.fields().get("cpus");
                if (older != null && new java.math.BigDecimal(older.text()).compareTo(number) != 0) {
                    throw conflict(limits.fields().get("cpus"), "cpus");
                }
                if (number.signum() > 0) {
                    cpu.cpus(number);
                }
            });
            size(limits, "memory", service, "mem_limit", memory::limit);
            limits.given("pids", pids -> {
                long number = Keys.whole(pids, -1);
                Field older = service.fields().get("pids_limit");
                if (older != null && Keys.whole(older, -1) != number) {
                    throw conflict(pids, "pids_limit");
                }
                all.processes(number);
            });
        });
        kinds.given(
                "reservations",
                field -> size(
                        Keys.of(field, Section.DEPLOY_RESERVATIONS),
                        "memory",
                        service,
                        "mem_reservation",
                        memory::reservation));
    }

    private static void size(Keys keys, String key, Keys service, String olderKey, LongConsumer setter) {
        keys.size(key, bytes -> {
            Field older = service.fields().get(olderKey);
            OptionalLong said = older == null ? OptionalLong.empty() : OptionalLong.of(Keys.limit(older));
            if (said.isPresent() && said.getAsLong() != bytes) {
                throw conflict(keys.fields().get(key), olderKey);
            }
            setter.accept(bytes);
        });
    }

    private static ComposeFileException conflict(@Nullable Field field, String older) {
        String problem = "differs from " + older + ", which says the same; take one of them away";
        return Objects.requireNonNull(field).problem(problem);
    }

    static void devices(Keys service, Devices.Builder devices, Reading reading) {
        Field deploy = service.fields().get("deploy");
        Field resources =
                deploy == null ? null : Keys.of(deploy, Section.DEPLOY).fields().get("resources");
        if (resources == null) {
            return;
        }
        Keys.of(resources, Section.DEPLOY_RESOURCES).given("reservations", field -> {
            Keys keys = Keys.of(field, Section.DEPLOY_RESERVATIONS);
            keys.decimal(
                    "cpus",
                    number -> reading.warn(
                            keys.required("cpus", field),
                            "has no effect, as with compose: an engine cannot set processors aside"));
            keys.given(
                    "devices",
                    list -> list.items().forEach(item -> devices.request(DevicesReader.request(item, true))));
        });
    }
}
