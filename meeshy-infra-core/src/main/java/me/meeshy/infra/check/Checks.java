package me.meeshy.infra.check;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import me.meeshy.infra.Environment;
import me.meeshy.infra.RunningService;

/** The checks that are ready to use. */
public final class Checks {

    private Checks() {}

    /**
     * That an address answers a GET with a status from 200 to 299, and whatever is added to that. One attempt takes at most
     * 5 s unless that is changed.
     *
     * @param uri an absolute http or https URI without credentials
     * @return the check
     * @throws IllegalArgumentException if it is anything else
     */
    public static HttpCheck http(URI uri) {
        return HttpCheck.of(uri);
    }

    /**
     * That somebody accepts a TCP connection; one attempt takes at most 5 s.
     *
     * @param host a name, which is looked up at each attempt, or an address
     * @param port from 1 to 65535
     * @return the check
     * @throws IllegalArgumentException if there is no such port
     */
    public static Check tcp(String host, int port) {
        return new TcpCheck(host, port);
    }

    /**
     * That somebody accepts a TCP connection; one attempt takes at most 5 s.
     *
     * @param address where, such as {@code service.address(6379)}
     * @return the check
     */
    public static Check tcp(InetSocketAddress address) {
        return new TcpCheck(
                address.isUnresolved()
                        ? address.getHostString()
                        : address.getAddress().getHostAddress(),
                address.getPort());
    }

    /**
     * That a command inside a service's container ends with exit code 0. If it does not, the end of what it wrote is shown,
     * with the secrets of the service's environment hidden.
     *
     * @param service the service
     * @param command program and arguments; no shell unless it is the program
     * @return the check, which may take as long as it is given
     * @throws IllegalArgumentException if the command is empty
     */
    public static Check command(RunningService service, List<String> command) {
        return new CommandCheck(service, command);
    }

    /**
     * That a program of an environment ends with exit code 0. It runs on this machine, in the environment's directory, with the
     * variables of its {@code .env} added to this process's own (the file's win), without input. At the deadline it is ended
     * together with its children. If it fails, the end of what it wrote is shown, with the environment's secrets hidden.
     *
     * @param environment whose directory and variables it is given
     * @param script an executable file; a relative path is taken from the environment's directory
     * @param arguments its arguments, as they are
     * @return the check, which may take as long as it is given
     */
    public static Check script(Environment environment, Path script, String... arguments) {
        return new ScriptCheck(environment, script, List.of(arguments));
    }
}
