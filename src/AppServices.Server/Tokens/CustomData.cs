using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Bson;
using AppServices.Server.Users;
using MongoDB.Bson;

namespace AppServices.Server.Tokens;

/// <summary>
/// Custom user data as the claim <c>user_data</c>: canonical Extended JSON, but with ObjectIds as plain texts. Source: app-folder 3.
/// </summary>
internal static class CustomData
{
    public static string ToClaim(BsonDocument document) => EjsonWriter.ToText(WithPlainIds(document));

    /// <summary>A user's data as functions and rules see them; empty when there are none.</summary>
    public static async ValueTask<BsonDocument> ReadAsync(
        this ICustomUserData source, string userId, CancellationToken cancellationToken) =>
        await source.FindAsync(userId, cancellationToken) is { } document ? WithPlainIds(document) : [];

    /// <summary>The data as functions and rules see them.</summary>
    public static BsonDocument WithPlainIds(BsonDocument document) => WithPlainIds((BsonValue)document).AsBsonDocument;

    /// <summary>The data of a claim, in which ids stay texts.</summary>
    public static BsonDocument FromClaim(JsonElement claim) => EjsonReader.Parse(Encoding.UTF8.GetBytes(claim.GetRawText())).AsBsonDocument;

    private static BsonValue WithPlainIds(BsonValue value) => value switch
    {
        BsonObjectId id => id.Value.ToString(),
        BsonDocument document => new BsonDocument(document.Select(field => new BsonElement(field.Name, WithPlainIds(field.Value)))),
        BsonArray array => new BsonArray(array.Select(WithPlainIds)),
        _ => value,
    };
}
