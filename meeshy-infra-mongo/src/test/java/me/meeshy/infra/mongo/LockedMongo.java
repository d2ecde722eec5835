package me.meeshy.infra.mongo;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bson.Document;

/** A standalone server that lets nobody in without a login: with a root user, the image asks for one. */
final class LockedMongo {

    private static final String ROOT = "root:root-word@";

    private final MongodContainer container;

    private LockedMongo(MongodContainer container) {
        this.container = container;
    }

    static LockedMongo start() {
        return new LockedMongo(MongodContainer.start(
                false,
                special -> special.withEnv("MONGO_INITDB_ROOT_USERNAME", "root")
                        .withEnv("MONGO_INITDB_ROOT_PASSWORD", "root-word"),
                List.of()));
    }

    String address() {
        return container.host() + ":" + container.port();
    }

    String rootUri() {
        return uri(ROOT);
    }

    private String uri(String login) {
        return "mongodb://" + login + address() + "/?directConnection=true&authSource=admin";
    }

    /** Makes a user of admin, with a role of these privileges and other roles; returns the connection string as this user. */
    String user(String name, String privileges, String roles) {
        try (MongoClient client = MongoClients.create(rootUri())) {
            client.getDatabase("admin")
                    .runCommand(Document.parse(
                            "{createRole: '" + name + "', privileges: " + privileges + ", roles: " + roles + "}"));
            client.getDatabase("admin")
                    .runCommand(Document.parse("{createUser: '" + name + "', pwd: 'word', roles: ['" + name + "']}"));
        }
        return uri(name + ":word@");
    }

    /** Gives the role of a user that {@link #user} made further privileges. */
    void grant(String name, String privileges) {
        change("grantPrivilegesToRole", name, privileges);
    }

    /** Takes privileges from the role of a user that {@link #user} made. */
    void revoke(String name, String privileges) {
        change("revokePrivilegesFromRole", name, privileges);
    }

    private void change(String command, String name, String privileges) {
        try (MongoClient client = MongoClients.create(rootUri())) {
            client.getDatabase("admin")
                    .runCommand(Document.parse("{" + command + ": '" + name + "', privileges: " + privileges + "}"));
        }
    }

    /** Puts the login of a user that {@link #user} made into a connection string. */
    UnaryOperator<String> login(String name) {
        return bare -> bare.replace("mongodb://", "mongodb://" + name + ":word@") + "&authSource=admin";
    }

    InetSocketAddress socket() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), container.port());
    }

    void stop() {
        container.stop();
    }
}
