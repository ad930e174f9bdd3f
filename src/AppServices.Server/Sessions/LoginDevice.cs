using System.Linq;
using AppServices.Server.Users;
using MongoDB.Bson;

namespace AppServices.Server.Sessions;

/// <summary>What a login says of its device. Source: client-api 2.2.</summary>
internal static class LoginDevice
{
    private const int MaxTextLength = 256;

    private static readonly string[] s_fields =
    [
        "appId", "appVersion", "platform", "platformVersion", "sdk", "sdkVersion", "cpuArch",
        "deviceName", "deviceVersion", "frameworkName", "frameworkVersion", "coreVersion", "bundleId",
    ];

    /// <summary>The device, which gets a new id unless it says that it has one.</summary>
    public static Device Of(BsonDocument body)
    {
        BsonDocument said = body.GetValue("options", BsonNull.Value) is BsonDocument options
            && options.GetValue("device", BsonNull.Value) is BsonDocument device
                ? device
                : [];
        return new Device(Id(said) ?? ObjectId.GenerateNewId().ToString(), new BsonDocument(
            s_fields.Where(field => said.GetValue(field, BsonNull.Value) is BsonString { Value.Length: > 0 and <= MaxTextLength })
                .Select(field => new BsonElement(field, said[field]))));
    }

    // realm-web sends an ObjectId, older clients a string.
    private static string? Id(BsonDocument device) => device.GetValue("deviceId", BsonNull.Value) switch
    {
        BsonObjectId { Value: var id } when id != ObjectId.Empty => id.ToString(),
        BsonString { Value: var text } when ObjectId.TryParse(text, out ObjectId id) && id != ObjectId.Empty => id.ToString(),
        _ => null,
    };
}
