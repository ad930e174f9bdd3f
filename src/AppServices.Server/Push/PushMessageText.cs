using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using AppServices.Server.Bson;
using AppServices.Server.OutgoingHttp;
using MongoDB.Bson;

namespace AppServices.Server.Push;

/// <summary>
/// Makes messages of HTTP v1 of what functions give to <c>send</c>, which has the names of the interface before it. Source: app-folder 9.
/// </summary>
internal static class PushMessageText
{
    private const int MaxRecipients = 1000;
    private const string TopicPrefix = "/topics/";

    private static readonly HashSet<string> s_known =
    [
        "to", "registrationTokens", "userIds", "priority", "collapseKey", "contentAvailable", "mutableContent", "timeToLive", "data",
        "notification",
    ];

    // What a notification has for Android, and its name there.
    private static readonly (string Name, string Android)[] s_android =
    [
        ("sound", "sound"), ("clickAction", "click_action"), ("icon", "icon"), ("color", "color"), ("tag", "tag"),
        ("titleLocKey", "title_loc_key"), ("titleLocArgs", "title_loc_args"), ("bodyLocKey", "body_loc_key"),
        ("bodyLocArgs", "body_loc_args"),
    ];

    /// <summary>To whom a message goes.</summary>
    /// <param name="To">A token, or a topic after <c>/topics/</c>; null for none.</param>
    /// <param name="Tokens">Tokens of devices.</param>
    /// <param name="UserIds">Users, to all of whose devices it goes.</param>
    public sealed record Recipients(string? To, IReadOnlyList<string> Tokens, IReadOnlyList<string> UserIds);

    /// <summary>Reads to whom a message goes.</summary>
    /// <exception cref="OutgoingHttpException">Nobody is named, or too many are.</exception>
    public static Recipients ReadRecipients(BsonDocument message)
    {
        foreach (BsonElement field in message)
            if (!s_known.Contains(field.Name)) throw new OutgoingHttpException($"'{field.Name}' is no part of a push message");
        var recipients = new Recipients(Text(message, "to"), Texts(message, "registrationTokens"), Texts(message, "userIds"));
        int count = (recipients.To is null ? 0 : 1) + recipients.Tokens.Count + recipients.UserIds.Count;
        return count is > 0 and <= MaxRecipients
            ? recipients
            : throw new OutgoingHttpException(
                $"a push message needs 'to', 'registrationTokens' or 'userIds', {MaxRecipients} recipients at most");
    }

    /// <summary>The message for one recipient.</summary>
    /// <param name="message">What the function gave.</param>
    /// <param name="to">A token, or a topic after <c>/topics/</c>.</param>
    /// <exception cref="OutgoingHttpException">Something in it is wrong.</exception>
    public static JsonObject For(BsonDocument message, string to)
    {
        BsonDocument notification = Document(message, "notification") ?? [];
        var text = new JsonObject();
        bool isTopic = to.StartsWith(TopicPrefix, StringComparison.Ordinal);
        text[isTopic ? "topic" : "token"] = isTopic ? to[TopicPrefix.Length..] : to;
        if (Strings(notification, ("title", "title"), ("body", "body")) is { Count: > 0 } shown) text["notification"] = shown;
        if (Document(message, "data") is { } data)
            text["data"] = new JsonObject(data.Select(field => KeyValuePair.Create<string, JsonNode?>(field.Name, DataText(field.Value))));
        if (Android(message, notification) is { Count: > 0 } android) text["android"] = android;
        if (Apple(message, notification) is { Count: > 0 } apple) text["apns"] = apple;
        return text;
    }

    private static JsonObject Android(BsonDocument message, BsonDocument notification)
    {
        var android = new JsonObject();
        if (Priority(message) is { } isHigh) android["priority"] = isHigh ? "HIGH" : "NORMAL";
        if (Text(message, "collapseKey") is { } key) android["collapse_key"] = key;
        if (Number(message, "timeToLive") is { } seconds) android["ttl"] = $"{seconds}s";
        if (Strings(notification, s_android) is { Count: > 0 } shown) android["notification"] = shown;
        return android;
    }

    private static JsonObject Apple(BsonDocument message, BsonDocument notification)
    {
        var headers = new JsonObject();
        if (Priority(message) is { } isHigh) headers["apns-priority"] = isHigh ? "10" : "5";
        if (Text(message, "collapseKey") is { } key) headers["apns-collapse-id"] = key;
        JsonObject aps = Strings(notification, ("sound", "sound"), ("clickAction", "category"));
        JsonObject alert = Strings(
            notification, ("titleLocKey", "title-loc-key"), ("titleLocArgs", "title-loc-args"), ("bodyLocKey", "loc-key"),
            ("bodyLocArgs", "loc-args"));
        if (alert.Count > 0) aps["alert"] = alert;
        if (Text(notification, "badge") is { } badge)
            aps["badge"] = int.TryParse(badge, CultureInfo.InvariantCulture, out int number) ? number : throw Wrong("badge", "a number");
        if (IsTrue(message, "contentAvailable")) aps["content-available"] = 1;
        if (IsTrue(message, "mutableContent")) aps["mutable-content"] = 1;
        var apple = new JsonObject();
        if (headers.Count > 0) apple["headers"] = headers;
        if (aps.Count > 0) apple["payload"] = new JsonObject { ["aps"] = aps };
        return apple;
    }

    private static JsonObject Strings(BsonDocument from, params IEnumerable<(string Name, string Other)> names)
    {
        var texts = new JsonObject();
        foreach ((string name, string other) in names)
        {
            if (!name.EndsWith("Args", StringComparison.Ordinal))
            {
                if (Text(from, name) is { } text) texts[other] = text;
            }
            else if (Texts(from, name) is { Count: > 0 } list)
            {
                texts[other] = new JsonArray([.. list.Select(item => JsonValue.Create(item))]);
            }
        }
        return texts;
    }

    // Data are texts to Google; anything else becomes the one that JSON has for it.
    private static string DataText(BsonValue value) =>
        value is BsonString text ? text.Value : System.Text.Encoding.UTF8.GetString(RelaxedEjson.ToUtf8(value));

    private static bool? Priority(BsonDocument message) => Text(message, "priority") switch
    {
        null => null,
        "high" => true,
        "normal" => false,
        _ => throw Wrong("priority", "'high' or 'normal'"),
    };

    private static long? Number(BsonDocument message, string name) => Given(message, name) switch
    {
        null => null,
        { IsNumeric: true } value when value.ToDouble() is >= 0 and <= 2_419_200 => (long)value.ToDouble(),
        _ => throw Wrong(name, "a number of seconds up to 2419200"),
    };

    private static bool IsTrue(BsonDocument message, string name) => Given(message, name) switch
    {
        null => false,
        BsonBoolean flag => flag.Value,
        _ => throw Wrong(name, "a boolean"),
    };

    private static string? Text(BsonDocument from, string name) => Given(from, name) switch
    {
        null => null,
        BsonString { Value.Length: > 0 } text => text.Value,
        BsonInt32 or BsonInt64 => from[name].ToString(),
        BsonDouble { Value: var number } when double.IsInteger(number) => number.ToString(CultureInfo.InvariantCulture),
        _ => throw Wrong(name, "a text"),
    };

    private static IReadOnlyList<string> Texts(BsonDocument from, string name) => Given(from, name) switch
    {
        null => [],
        BsonArray list when list.All(item => item is BsonString { Value.Length: > 0 }) => [.. list.Select(item => item.AsString)],
        BsonString text => [text.Value],
        _ => throw Wrong(name, "a list of texts"),
    };

    private static BsonDocument? Document(BsonDocument from, string name) => Given(from, name) switch
    {
        null => null,
        BsonDocument document => document,
        _ => throw Wrong(name, "an object"),
    };

    private static BsonValue? Given(BsonDocument from, string name) =>
        from.TryGetValue(name, out BsonValue value) && value is not (BsonNull or BsonUndefined) ? value : null;

    private static OutgoingHttpException Wrong(string name, string expected) => new($"'{name}' must be {expected}");
}
