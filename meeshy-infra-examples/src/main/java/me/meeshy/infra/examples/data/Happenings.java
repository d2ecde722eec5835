package me.meeshy.infra.examples.data;

import java.math.BigDecimal;
import java.util.List;
import org.bson.Document;
import org.bson.types.Decimal128;

/** What the programs record while people talk. */
final class Happenings {

    private Happenings() {}

    static Document notification(int n, Chance chance) {
        return new Document("_id", Ids.of("Notification", n))
                .append("userId", People.someUser(chance))
                .append("type", chance.pick("new_message", "mention", "friend_request", "missed_call"))
                .append("title", chance.text(2, 6))
                .append("content", chance.text(4, 30))
                .append("isRead", chance.percent(60))
                .append("priority", chance.pick("low", "normal", "high"))
                .append("createdAt", chance.moment())
                .append("expiresAt", chance.expiry());
    }

    static Document notificationPreference(int n, Chance chance) {
        return new Document("_id", Ids.of("User", n))
                .append("push", chance.percent(80))
                .append("email", chance.percent(40))
                .append("muted", List.of(chance.pick("mention", "missed_call")));
    }

    static Document mention(int n, Chance chance) {
        return new Document("_id", Ids.of("Mention", n))
                .append("messageId", Ids.of("Message", n * 11))
                .append("mentionedUserId", People.someUser(chance))
                .append("mentionedAt", chance.moment());
    }

    static Document trackingLink(int n, Chance chance) {
        return new Document("_id", "mshy+" + chance.token(6) + n)
                .append("originalUrl", "https://example.org/" + chance.token(20) + "?q=" + chance.token(8))
                .append("clicks", chance.below(10_000))
                .append("revenue", new Decimal128(BigDecimal.valueOf(chance.below(1_000_000), 2)))
                .append("createdAt", chance.moment());
    }

    static Document click(int n, Chance chance) {
        return new Document("_id", new Decimal128(BigDecimal.valueOf(n, 3)))
                .append("linkNumber", chance.below(75))
                .append("country", chance.pick("FR", "CM", "US", "BR", "JP"))
                .append("device", People.device(chance))
                .append("clickedAt", chance.moment());
    }

    static Document activity(int n, Chance chance) {
        return new Document("_id", Ids.of("ActivityLog", n))
                .append("actorId", People.someUser(chance))
                .append("action", chance.pick("login", "logout", "join", "leave", "upload"))
                .append("number", chance.number())
                .append("at", chance.moment());
    }

    static Document audit(int n, Chance chance) {
        return new Document("_id", Ids.of("AuditLog", n))
                .append("operator", chance.pick("ops", "admin", "support"))
                .append("action", chance.pick("deploy", "suspend", "restore", "export"))
                .append("reason", chance.text(3, 40))
                .append("at", chance.moment());
    }
}
