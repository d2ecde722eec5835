package me.meeshy.infra.examples.data;

import java.util.ArrayList;
import java.util.List;
import org.bson.Document;

/** What Meeshy's databases hold: staging's new schema, and the older one that production has until staging is migrated to it. */
public final class MeeshyData {

    /** Users in staging. */
    public static final int USERS = 207;
    /** Collections in staging, in the schema's version 1.0.0, views not counted. */
    public static final int COLLECTIONS = 28;
    /** Documents in staging's collections. */
    public static final int DOCUMENTS = 124_896;
    /** A collection that only production has, and keeps through a migration. */
    public static final String KEPT = "AuditLog";

    private static final int CAPPED_BYTES = 4 * 1024 * 1024;

    private MeeshyData() {}

    /**
     * Staging: schema v1.0.0, its collections named in PascalCase.
     *
     * @return 28 collections, 124,896 documents, and a view
     */
    public static Dataset staging() {
        var all = new ArrayList<GeneratedCollection>();
        all.addAll(people());
        all.addAll(talk());
        all.addAll(happenings());
        int others = all.stream().mapToInt(GeneratedCollection::count).sum();
        all.add(collection("Message", DOCUMENTS - others, Talk::message)
                .index(new Document("conversationId", 1).append("createdAt", -1), new Document())
                .index("senderId")
                .index(new Document("replyToId", 1), new Document("sparse", true))
                .index(
                        new Document("deletedAt", 1),
                        partial(new Document("deletedAt", new Document("$exists", true)))));
        return new Dataset(all, List.of(activeUsers("User")));
    }

    /**
     * Production before the migration: the older schema, its collections named in lower case, with less in them.
     *
     * @return fewer collections and documents than staging, and {@value #KEPT}
     */
    public static Dataset production() {
        var all = List.of(
                older("users", 151, People::user).unique("email"),
                older("userpreferences", 151, People::preference),
                older("sessions", 96, People::session).index(new Document("expiresAt", 1), ttl()),
                older("friendrequests", 188, People::friendRequest),
                older("conversations", 402, Talk::conversation).unique("identifier"),
                older("conversationmembers", 1_733, Talk::member).unique("conversationId", "userId"),
                older("messages", 14_207, Talk::message)
                        .index(new Document("conversationId", 1).append("createdAt", -1), new Document()),
                older("messagetranslations", 9_518, Talk::translation).index("messageId"),
                older("messagereadstatuses", 3_116, Talk::readStatus),
                older("reactions", 1_204, Talk::reaction).index("messageId"),
                older("notifications", 2_045, Happenings::notification).index("userId", "isRead"),
                older("communities", 11, Talk::community).unique("identifier"),
                older("activitylogs", 800, Happenings::activity).options(capped()),
                // of both schemas, under one name
                older("Configuration", EveryType.COUNT, EveryType::make),
                older(KEPT, 640, Happenings::audit).index("at"));
        return new Dataset(all, List.of(activeUsers("users")));
    }

    private static List<GeneratedCollection> people() {
        return List.of(
                collection("User", USERS, People::user)
                        .options(validated())
                        .unique("email")
                        .index(new Document("username", 1), unique().append("collation", ignoringCase()))
                        .index(new Document("phoneNumber", 1), unique().append("sparse", true))
                        .index(new Document("$**", 1), new Document("wildcardProjection", new Document("settings", 1))),
                collection("UserPreference", USERS, People::preference).unique("userId"),
                collection("UserStats", USERS, People::statistics),
                collection("Session", 412, People::session)
                        .unique("tokenHash")
                        .index(new Document("expiresAt", 1), ttl()),
                collection("PushToken", 318, People::pushToken).unique("token"),
                collection("FriendRequest", 530, People::friendRequest)
                        .index("receiverId", "status")
                        .index(new Document("senderId", 1), partial(new Document("status", "pending"))),
                collection("AffiliateToken", 12, People::affiliateToken).unique("token"));
    }

    private static List<GeneratedCollection> talk() {
        return List.of(
                collection("Conversation", Talk.CONVERSATIONS, Talk::conversation)
                        .unique("identifier")
                        .index("communityId")
                        .index(
                                new Document("title", "text").append("description", "text"),
                                new Document("weights", new Document("title", 5).append("description", 1))
                                        .append("default_language", "french")),
                collection("ConversationMember", 3_120, Talk::member)
                        .unique("conversationId", "userId")
                        .index("userId"),
                collection("ConversationPreference", 1_880, Talk::conversationPreference)
                        .index("tags"),
                collection("ConversationShareLink", 96, Talk::shareLink).unique("linkId"),
                collection("AnonymousParticipant", 451, Talk::anonymousParticipant)
                        .index("conversationId")
                        .index(new Document("username", "hashed"), new Document()),
                collection("MessageTranslation", 37_204, Talk::translation).index("messageId", "targetLanguage"),
                collection("MessageAttachment", 2_150, Talk::attachment)
                        .index("messageId")
                        .index(new Document("position", "2dsphere"), new Document()),
                collection("MessageReadStatus", 14_800, Talk::readStatus)
                        .unique("messageId", "userId")
                        .index(new Document("readAt", -1), new Document("hidden", true)),
                collection("Reaction", 6_400, Talk::reaction).index("messageId", "userId"),
                collection("Community", Talk.COMMUNITIES, Talk::community).unique("identifier"),
                collection("CommunityMember", 880, Talk::communityMember).unique("communityId", "userId"),
                collection("CallSession", 140, Talk::call)
                        .index("conversationId")
                        .index("participants.userId"));
    }

    private static List<GeneratedCollection> happenings() {
        return List.of(
                collection("Notification", 7_600, Happenings::notification)
                        .index("userId", "isRead", "createdAt")
                        .index(new Document("expiresAt", 1), ttl()),
                collection("NotificationPreference", USERS, Happenings::notificationPreference),
                collection("Mention", 1_240, Happenings::mention).index("mentionedUserId", "mentionedAt"),
                collection("TrackingLink", 75, Happenings::trackingLink),
                collection("TrackingLinkClick", 1_940, Happenings::click).index("linkNumber", "clickedAt"),
                collection("ActivityLog", 2_000, Happenings::activity)
                        .options(capped())
                        .index("actorId"),
                collection("AuditTrailSetting", 3, Happenings::audit),
                collection("Configuration", EveryType.COUNT, EveryType::make));
    }

    private static GeneratedCollection collection(String name, int count, DocumentMaker maker) {
        return GeneratedCollection.of(name, count, maker);
    }

    private static GeneratedCollection older(String name, int count, DocumentMaker maker) {
        return GeneratedCollection.of(
                name, count, (n, chance) -> maker.make(n, chance).append("schema", "0.9"));
    }

    private static Document activeUsers(String on) {
        return new Document("create", "ActiveUser")
                .append("viewOn", on)
                .append(
                        "pipeline",
                        List.of(
                                new Document("$match", new Document("deactivatedAt", null)),
                                new Document("$project", new Document("passwordHash", 0))));
    }

    private static Document capped() {
        return new Document("capped", true).append("size", CAPPED_BYTES).append("max", 5_000);
    }

    private static Document validated() {
        var rules = new Document("bsonType", "object").append("required", List.of("username", "email"));
        return new Document("validator", new Document("$jsonSchema", rules)).append("validationLevel", "moderate");
    }

    private static Document unique() {
        return new Document("unique", true);
    }

    private static Document ttl() {
        return new Document("expireAfterSeconds", 0);
    }

    private static Document partial(Document filter) {
        return new Document("partialFilterExpression", filter);
    }

    private static Document ignoringCase() {
        return new Document("locale", "en").append("strength", 2);
    }
}
