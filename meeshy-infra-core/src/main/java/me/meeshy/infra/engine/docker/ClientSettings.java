package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.AuthConfigurations;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.RemoteApiVersion;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** What docker-java is told, and no more: its own reading of the environment has property files that nobody expects. */
final class ClientSettings implements DockerClientConfig {

    private final URI host;
    private final RemoteApiVersion version;

    ClientSettings(URI host, ApiVersion version) {
        this.host = host;
        this.version = RemoteApiVersion.parseConfig(version.toString());
    }

    @Override
    public URI getDockerHost() {
        return host;
    }

    @Override
    public RemoteApiVersion getApiVersion() {
        return version;
    }

    /** The transport has it already. */
    @Override
    @SuppressWarnings("deprecation") // the interface is still written with the old type
    public com.github.dockerjava.core.@Nullable SSLConfig getSSLConfig() {
        return null;
    }

    /** A pull brings its own. */
    @Override
    public @Nullable AuthConfig effectiveAuthConfig(String image) {
        return null;
    }

    @Override
    public AuthConfigurations getAuthConfigurations() {
        return new AuthConfigurations();
    }

    @Override
    public @Nullable String getRegistryUsername() {
        return null;
    }

    @Override
    public @Nullable String getRegistryPassword() {
        return null;
    }

    @Override
    public @Nullable String getRegistryEmail() {
        return null;
    }

    @Override
    public @Nullable String getRegistryUrl() {
        return null;
    }
}
