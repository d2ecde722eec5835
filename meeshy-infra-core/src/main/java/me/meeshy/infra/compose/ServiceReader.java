package me.meeshy.infra.compose;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import me.meeshy.infra.model.Build;
import me.meeshy.infra.model.Condition;
import me.meeshy.infra.model.Dependency;
import me.meeshy.infra.model.Logging;
import me.meeshy.infra.model.Mount;
import me.meeshy.infra.model.ProcessOptions;
import me.meeshy.infra.model.RestartPolicy;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.ServiceBuilder;
import me.meeshy.infra.model.VolumesFrom;
import org.jspecify.annotations.Nullable;

/** One entry of {@code services}. */
final class ServiceReader {

    private static final int MAX_PORTS = 20_000;
    private static final int MAX_TARGETS = 1_000;
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]*");

    private final Reading reading;
    private final EnvironmentReader environments;
    private final MountSyntax mounts;
    private final GrantReader grants;
    private int portsLeft = MAX_PORTS;

    ServiceReader(Reading reading, Resources resources) {
        this.reading = reading;
        this.grants = new GrantReader(reading, resources);
        this.environments = new EnvironmentReader(reading);
        this.mounts = new MountSyntax(reading.paths(), reading.warnings());
    }

    Service read(String name, Field field) {
        if (!NAME.matcher(name).matches()) {
            throw field.problem(
                    "a service's name takes letters, digits, '.', '_' and '-', and starts with a letter or a digit");
        }
        Map<String, Field> keys = field.entries(Section.SERVICE);
        ServiceBuilder service = started(name, field, keys);
        ifGiven(keys, "command", command -> service.command(words(command)));
        ifGiven(keys, "entrypoint", entrypoint -> service.entrypoint(words(entrypoint)));
        environments.read(keys.get("environment"), keys.get("env_file")).forEach(service::environment);
        ports(keys.get("ports"), service);
        exposed(keys.get("expose"), service);
        mounts(keys, service);
        ifGiven(keys, "networks", networks -> AttachmentReader.read(networks, service));
        ifGiven(keys, "depends_on", dependencies -> dependencies(name, dependencies, service));
        ifGiven(keys, "healthcheck", healthcheck -> {
            service.healthcheck(HealthcheckReader.read(healthcheck, reading));
            Field test = healthcheck.entries(Section.HEALTHCHECK).get("test");
            if (test != null) {
                CommandSecrets.warn(test, reading);
            }
        });
        restart(new Keys(keys), service);
        ifGiven(keys, "label_file", files -> environments.files(files).forEach(service::label));
        ifGiven(keys, "labels", labels -> {
            Pairs.texts(labels).forEach(service::label);
            CommandSecrets.warn(labels, reading);
        });
        ifGiven(keys, "container_name", fixed -> service.containerName(containerName(fixed)));
        ifGiven(keys, "secrets", secrets -> grants.secrets(secrets).forEach(service::secret));
        ifGiven(keys, "configs", configs -> grants.configs(configs).forEach(service::config));
        ifGiven(keys, "stop_grace_period", period -> service.stopGracePeriod(DurationSyntax.read(period)));
        var given = new Keys(keys);
        given.text("user", service::user);
        given.text("working_dir", service::workingDirectory);
        settings(given, service);
        DeployReader.replicas(given, reading).ifPresent(service::replicas);
        try {
            return service.build();
        } catch (IllegalArgumentException e) {
            throw field.problem(String.valueOf(e.getMessage()));
        }
    }

    private ServiceBuilder started(String name, Field field, Map<String, Field> keys) {
        Optional<Build> build = Optional.ofNullable(keys.get("build"))
                .map(built -> BuildReader.read(built, reading, Optional.ofNullable(keys.get("platform"))));
        Field image = keys.get("image");
        if (image == null || (build.isPresent() && image.isEmptyText())) {
            return Service.builder(
                    name, build.orElseThrow(() -> field.problem("the key image is missing, and there is no build")));
        }
        ServiceBuilder service = Service.builder(name, image.nonEmptyText().isBlank() ? blank(image) : image.text());
        build.ifPresent(service::builtFrom);
        return service;
    }

    /** What only few services say. */
    private void settings(Keys keys, ServiceBuilder service) {
        service.resources(ResourcesReader.read(keys));
        service.devices(DevicesReader.read(keys, reading));
        service.security(IsolationReader.security(keys, reading));
        service.namespaces(IsolationReader.namespaces(keys));
        service.naming(NamingReader.read(keys));
        keys.given("logging", field -> service.logging(logging(field)));
        keys.given("annotations", field -> Pairs.texts(field).forEach(service::annotation));
        keys.text("platform", service::platform);
        keys.given("post_start", field -> HookReader.read(field, reading, environments, service::postStart));
        keys.given("pre_stop", field -> HookReader.read(field, reading, environments, service::preStop));
        keys.given("pull_policy", field -> {
            if (field.text().equals("build") && !keys.has("build")) {
                throw field.problem("asks for an image that is built, and the service has no build; say from what");
            }
            service.pullPolicy(PullPolicyReader.read(
                    field, Optional.ofNullable(keys.fields().get("pull_refresh_after"))));
        });
        keys.given("pull_refresh_after", age -> {
            Field policy = keys.fields().get("pull_policy");
            if (policy == null || !policy.text().equals(PullPolicyReader.REFRESH)) {
                reading.warn(age, "has no effect without pull_policy: refresh");
            }
        });
        keys.given("volumes_from", list -> list.items().forEach(item -> service.volumesFrom(volumesFrom(item))));
        ProcessOptions.Builder process = ProcessOptions.builder();
        keys.bool("init", process::init);
        keys.bool("tty", process::tty);
        keys.bool("stdin_open", process::stdinOpen);
        keys.text("stop_signal", process::stopSignal);
        service.process(process.build());
        keys.given("develop", field -> reading.warn(field, "is ignored: this library does not watch source code"));
        // it says what compose prints of a project in the foreground, which there is not here
        keys.bool("attach", attached -> {});
    }

    private static Logging logging(Field field) {
        Keys keys = Keys.of(field, Section.LOGGING);
        Logging.Builder logging = Logging.builder();
        keys.text("driver", logging::driver);
        keys.given("options", options -> Pairs.texts(options).forEach(logging::option));
        return logging.build();
    }

    /** {@code service[:ro|:rw]} or {@code container:name[:ro|:rw]}. */
    private static VolumesFrom volumesFrom(Field item) {
        String text = item.nonEmptyText();
        boolean readOnly = text.endsWith(":ro");
        String source = readOnly || text.endsWith(":rw") ? text.substring(0, text.length() - 3) : text;
        boolean container = source.startsWith("container:");
        String name = container ? source.substring("container:".length()) : source;
        if (name.isEmpty() || name.contains(":")) {
            throw item.problem(item.shown() + " names nothing; write service[:ro] or container:name[:ro]");
        }
        return new VolumesFrom(name, container, readOnly);
    }

    private static void ifGiven(Map<String, Field> keys, String key, Consumer<Field> reader) {
        Optional.ofNullable(keys.get(key)).ifPresent(reader);
    }

    private static String blank(Field image) {
        throw image.problem("is blank");
    }

    private String[] words(Field field) {
        CommandSecrets.warn(field, reading);
        return ShellWords.read(field, reading.warnings()).toArray(String[]::new);
    }

    private void ports(@Nullable Field field, ServiceBuilder service) {
        for (Field item : field == null ? List.<Field>of() : field.items()) {
            PortSyntax.published(item).forEach(port -> {
                countPort(item);
                service.publish(port);
            });
        }
    }

    private void exposed(@Nullable Field field, ServiceBuilder service) {
        for (Field item : field == null ? List.<Field>of() : field.items()) {
            PortSyntax.exposed(item).forEach(port -> {
                countPort(item);
                service.expose(port);
            });
        }
    }

    private void countPort(Field item) {
        if (--portsLeft < 0) {
            throw item.problem("the file publishes and exposes more than " + MAX_PORTS + " ports");
        }
    }

    private void mounts(Map<String, Field> keys, ServiceBuilder service) {
        Map<String, Mount> byTarget = new LinkedHashMap<>();
        Map<String, Field> fields = new LinkedHashMap<>();
        ifGiven(
                keys,
                "volumes",
                volumes -> volumes.items().forEach(item -> put(item, mounts.volume(item), byTarget, fields)));
        ifGiven(
                keys,
                "tmpfs",
                memory -> memory.itemsOrSingle().stream()
                        .filter(item -> !item.isEmptyText())
                        .forEach(item -> put(item, mounts.tmpfs(item), byTarget, fields)));
        byTarget.values().forEach(service::mount);
    }

    private void put(Field item, Mount mount, Map<String, Mount> byTarget, Map<String, Field> fields) {
        Field earlier = fields.put(mount.target(), item);
        if (earlier != null
                && earlier.node().at().file().equals(item.node().at().file())) {
            reading.warn(item, "takes the place of " + earlier.path() + ", which stands at the same target");
        }
        byTarget.put(mount.target(), mount);
        if (byTarget.size() > MAX_TARGETS) {
            throw item.problem("the service has more than " + MAX_TARGETS + " mounts");
        }
    }

    private static void dependencies(String name, Field field, ServiceBuilder service) {
        if (field.isSequence()) {
            field.items()
                    .forEach(
                            item -> depend(name, item.nonEmptyText(), item, Dependency.on(Condition.STARTED), service));
            return;
        }
        field.entries().forEach((other, terms) -> {
            Map<String, Field> keys = terms.entries(Section.DEPENDENCY);
            Field condition = keys.get("condition");
            if (condition == null) {
                throw terms.problem("the key condition is missing");
            }
            Field restart = keys.get("restart");
            Field required = keys.get("required");
            var dependency = new Dependency(
                    condition(condition), restart != null && restart.bool(), required == null || required.bool());
            depend(name, other, terms, dependency, service);
        });
    }

    private static void depend(String name, String other, Field field, Dependency dependency, ServiceBuilder service) {
        if (other.equals(name)) {
            throw field.problem("a service cannot depend on itself");
        }
        service.dependsOn(other, dependency);
    }

    private static Condition condition(Field field) {
        for (Condition condition : Condition.values()) {
            if (condition.composeName().equals(field.text())) {
                return condition;
            }
        }
        List<String> words =
                Arrays.stream(Condition.values()).map(Condition::composeName).toList();
        throw field.problem(field.shown() + " is no condition"
                + Section.closest(field.text(), words)
                        .map(close -> "; did you mean " + close + "?")
                        .orElse("; there are " + String.join(", ", words)));
    }

    private void restart(Keys keys, ServiceBuilder service) {
        Optional<RestartPolicy> deployed = DeployReader.restart(keys, reading);
        keys.filled("restart", field -> {
            RestartPolicy policy = restart(field);
            if (deployed.isPresent() && !deployed.get().equals(policy)) {
                reading.warn(field, "has no effect, as with compose: deploy.restart_policy says otherwise");
            }
            service.restart(policy);
        });
        deployed.ifPresent(service::restart);
    }

    private static RestartPolicy restart(Field field) {
        String text = field.text();
        String name = text.contains(":") ? text.substring(0, text.indexOf(':')) : text;
        // the words of deploy.restart_policy, which compose takes here too
        if (text.equals("any") || text.equals("none")) {
            return new RestartPolicy(text.equals("any") ? RestartPolicy.Mode.ALWAYS : RestartPolicy.Mode.NO, 0);
        }
        for (RestartPolicy.Mode mode : RestartPolicy.Mode.values()) {
            if (mode.engineName().equals(name)) {
                if (name.equals(text)) {
                    return new RestartPolicy(mode, 0);
                }
                String limit = text.substring(name.length() + 1);
                if (mode == RestartPolicy.Mode.ON_FAILURE && limit.matches("[0-9]{1,9}")) {
                    return new RestartPolicy(mode, Integer.parseInt(limit));
                }
            }
        }
        throw field.problem(field.shown() + " is no restart policy"
                + Section.closest(text, List.of("no", "always", "unless-stopped", "on-failure"))
                        .filter(close -> !close.equals(text))
                        .map(close -> "; did you mean " + close + "?")
                        .orElse("; there are no, always, unless-stopped, on-failure and on-failure:N"));
    }

    private static String containerName(Field field) {
        if (!NAME.matcher(field.text()).matches() || field.text().length() < 2) {
            throw field.problem(field.shown()
                    + ": a container's name takes letters, digits, '.', '_' and '-', starts with a letter"
                    + " or a digit, and is longer than one character");
        }
        return field.text();
    }
}
