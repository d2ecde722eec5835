package me.meeshy.infra.examples.data;

import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.types.Binary;

/** What people say to each other, and where. */
final class Talk {

    static final int CONVERSATIONS = 640;
    static final int COMMUNITIES = 24;

    private static final int KIB = 1024;
    /** The largest attachments, near to what a document may hold. */
    private static final List<Integer> LARGE_ATTACHMENTS_BYTES =
            List.of(8 * KIB * KIB - KIB, 4 * KIB * KIB, KIB * KIB, 256 * KIB, 64 * KIB);

    private Talk() {}

    static Document conversation(int n, Chance chance) {
        return new Document("_id", Ids.of("Conversation", n))
                .append("identifier", "mshy_" + chance.token(16))
                .append("type", chance.pick("direct", "group", "public", "global"))
                .append("title", chance.text(1, 6))
                .append("description", chance.text(0, 60))
                .append("communityId", chance.percent(25) ? Ids.of("Community", chance.below(COMMUNITIES)) : null)
                .append("isActive", chance.percent(90))
                .append("createdAt", chance.moment());
    }

    static Document member(int n, Chance chance) {
        return new Document("_id", Ids.of("ConversationMember", n))
                .append("conversationId", Ids.of("Conversation", n % CONVERSATIONS))
                .append("userId", Ids.of("User", n / CONVERSATIONS * 31 % MeeshyData.USERS))
                .append("role", chance.pick("member", "member", "moderator", "creator"))
                .append("permissions", permissions(chance))
                .append("nickname", chance.percent(20) ? chance.text(1, 2) : null)
                .append("joinedAt", chance.moment());
    }

    static Document conversationPreference(int n, Chance chance) {
        // keyed by two references together
        var key = new Document("user", Ids.of("User", n % MeeshyData.USERS))
                .append("conversation", Ids.of("Conversation", n / MeeshyData.USERS));
        return new Document("_id", key)
                .append("pinned", chance.percent(10))
                .append("muted", chance.percent(15))
                .append("tags", List.of(chance.text(1, 1), chance.text(1, 1)))
                .append("updatedAt", chance.moment());
    }

    static Document shareLink(int n, Chance chance) {
        return new Document("_id", Ids.of("ConversationShareLink", n))
                .append("linkId", "mshy_" + chance.token(24))
                .append("conversationId", someConversation(chance))
                .append("createdBy", People.someUser(chance))
                .append("permissions", permissions(chance))
                .append("uses", chance.below(500));
    }

    static Document anonymousParticipant(int n, Chance chance) {
        // keyed by a UUID
        return new Document("_id", new Binary((byte) 4, chance.bytes(16)))
                .append("conversationId", someConversation(chance))
                .append("username", "guest" + n)
                .append("language", People.language(chance))
                .append("device", People.device(chance))
                .append("joinedAt", chance.moment());
    }

    static Document message(int n, Chance chance) {
        var message = new Document("_id", Ids.of("Message", n))
                .append("conversationId", someConversation(chance))
                .append("senderId", People.someUser(chance))
                .append("content", chance.text(1, chance.percent(10) ? 400 : 136))
                .append("originalLanguage", People.language(chance))
                .append("messageType", chance.pick("text", "text", "text", "image", "file", "system"))
                .append("isEdited", chance.percent(5))
                .append("createdAt", chance.moment());
        if (chance.percent(20)) {
            message.append("replyToId", Ids.of("Message", chance.below(n + 1)));
        }
        if (chance.percent(8)) {
            message.append("mentions", List.of(People.someUser(chance), People.someUser(chance)));
        }
        if (chance.percent(3)) {
            message.append("deletedAt", chance.moment());
        }
        return message;
    }

    static Document translation(int n, Chance chance) {
        return new Document("_id", Ids.of("MessageTranslation", n))
                .append("messageId", Ids.of("Message", n))
                .append("targetLanguage", People.language(chance))
                .append("translatedContent", chance.text(2, 201))
                .append("model", chance.pick("basic", "medium", "premium"))
                .append("confidence", chance.fraction())
                .append("createdAt", chance.moment());
    }

    static Document attachment(int n, Chance chance) {
        byte[] thumbnail = chance.bytes(
                n < LARGE_ATTACHMENTS_BYTES.size() ? LARGE_ATTACHMENTS_BYTES.get(n) : chance.between(20, 400));
        return new Document("_id", Ids.of("MessageAttachment", n))
                .append("messageId", Ids.of("Message", n * 7))
                .append("fileName", chance.text(1, 3) + ".png")
                .append("mimeType", chance.pick("image/png", "image/jpeg", "application/pdf"))
                .append("sizeBytes", (long) chance.below(50_000_000))
                .append("position", point(chance))
                .append("thumbnail", new Binary(thumbnail));
    }

    static Document readStatus(int n, Chance chance) {
        return new Document("_id", (long) n << 33)
                .append("messageId", Ids.of("Message", n))
                .append("userId", People.someUser(chance))
                .append("readAt", chance.moment());
    }

    static Document reaction(int n, Chance chance) {
        return new Document("_id", Ids.of("Reaction", n))
                .append("messageId", Ids.of("Message", n * 3))
                .append("userId", People.someUser(chance))
                .append("emoji", chance.pick("👍", "❤️", "😂", "🎉", "😮"))
                .append("createdAt", chance.moment());
    }

    static Document community(int n, Chance chance) {
        return new Document("_id", Ids.of("Community", n))
                .append("identifier", "community-" + n)
                .append("name", chance.text(1, 4))
                .append("description", chance.text(5, 80))
                .append("isPrivate", chance.percent(30));
    }

    static Document communityMember(int n, Chance chance) {
        return new Document("_id", Ids.of("CommunityMember", n))
                .append("communityId", Ids.of("Community", n % COMMUNITIES))
                .append("userId", Ids.of("User", n / COMMUNITIES * 5 % MeeshyData.USERS))
                .append("joinedAt", chance.moment());
    }

    static Document call(int n, Chance chance) {
        var participants = new ArrayList<Document>();
        for (int i = chance.between(2, 6); i > 0; i--) {
            participants.add(new Document("userId", People.someUser(chance)).append("joinedAt", chance.moment()));
        }
        return new Document("_id", Ids.of("CallSession", n))
                .append("conversationId", someConversation(chance))
                .append("mode", chance.pick("p2p", "sfu"))
                .append("participants", participants)
                .append("startedAt", chance.moment());
    }

    private static Object someConversation(Chance chance) {
        return Ids.of("Conversation", chance.below(CONVERSATIONS));
    }

    private static Document permissions(Chance chance) {
        return new Document("canWrite", chance.percent(95))
                .append("canInvite", chance.percent(50))
                .append("canSendFiles", chance.percent(80));
    }

    private static Document point(Chance chance) {
        return new Document("type", "Point")
                .append("coordinates", List.of(chance.fraction() * 360 - 180, chance.fraction() * 170 - 85));
    }
}
