package me.meeshy.infra.examples.data;

import java.util.List;
import org.bson.Document;

/** Who uses Meeshy, and what is kept of them. */
final class People {

    private People() {}

    static Document user(int n, Chance chance) {
        String name = "user" + n;
        var user = new Document("_id", Ids.of("User", n))
                .append("username", n % 3 == 0 ? name.toUpperCase(java.util.Locale.ROOT) : name)
                .append("email", name + "@example.org")
                .append("displayName", chance.text(1, 3))
                .append("bio", chance.text(0, 40))
                .append("passwordHash", "$2b$12$" + chance.token(53))
                .append("systemLanguage", language(chance))
                .append("role", n == 0 ? "BIGBOSS" : chance.pick("USER", "USER", "USER", "MODERATOR", "ADMIN"))
                .append("isOnline", chance.percent(20))
                .append("deactivatedAt", chance.percent(10) ? chance.moment() : null)
                .append("settings", settings(chance))
                .append("createdAt", chance.moment())
                .append("lastActiveAt", chance.moment());
        if (chance.percent(60)) {
            user.append("phoneNumber", "+3360000" + String.format("%04d", n));
        }
        return user;
    }

    static Document preference(int n, Chance chance) {
        // keyed by a string, as a key-value store would be
        return new Document("_id", "user" + n)
                .append("userId", Ids.of("User", n))
                .append("theme", chance.pick("light", "dark", "system"))
                .append("values", settings(chance))
                .append("updatedAt", chance.moment());
    }

    static Document statistics(int n, Chance chance) {
        return new Document("_id", Ids.of("User", n))
                .append("messagesSent", (long) chance.below(100_000))
                .append("messagesReceived", (long) chance.below(1_000_000))
                .append("averageResponseSeconds", chance.fraction() * 900)
                .append("languages", List.of(language(chance), language(chance)));
    }

    static Document session(int n, Chance chance) {
        return new Document("_id", Ids.of("Session", n))
                .append("userId", someUser(chance))
                .append("tokenHash", chance.token(64))
                .append("device", device(chance))
                .append("createdAt", chance.moment())
                .append("expiresAt", chance.expiry());
    }

    static Document pushToken(int n, Chance chance) {
        return new Document("_id", n)
                .append("userId", someUser(chance))
                .append("token", chance.token(152))
                .append("platform", chance.pick("ios", "android", "web"))
                .append("createdAt", chance.moment());
    }

    static Document friendRequest(int n, Chance chance) {
        return new Document("_id", Ids.of("FriendRequest", n))
                .append("senderId", someUser(chance))
                .append("receiverId", someUser(chance))
                .append("status", chance.pick("pending", "accepted", "rejected"))
                .append("message", chance.text(0, 20))
                .append("createdAt", chance.moment());
    }

    static Document affiliateToken(int n, Chance chance) {
        return new Document("_id", Ids.of("AffiliateToken", n))
                .append("token", chance.token(24))
                .append("createdBy", someUser(chance))
                .append("maxUses", chance.percent(50) ? chance.between(1, 100) : null)
                .append("isActive", chance.percent(80));
    }

    static Object someUser(Chance chance) {
        return Ids.of("User", chance.below(MeeshyData.USERS));
    }

    static String language(Chance chance) {
        return chance.pick("fr", "en", "es", "pt", "de", "zh", "ja", "ar", "ru");
    }

    static Document device(Chance chance) {
        return new Document("kind", chance.pick("phone", "tablet", "computer"))
                .append("system", chance.pick("iOS 18", "Android 15", "Windows 11", "Debian 12"))
                .append("address", "192.0.2." + chance.below(256));
    }

    private static Document settings(Chance chance) {
        return new Document("autoTranslate", chance.percent(70))
                .append("translateTo", language(chance))
                .append("fontSize", chance.pick("small", "medium", "large"))
                .append("volume", chance.fraction())
                .append("quietHours", chance.percent(30) ? List.of(chance.below(24), chance.below(24)) : List.of());
    }
}
