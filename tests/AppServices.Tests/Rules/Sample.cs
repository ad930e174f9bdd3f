using System.Collections.Generic;
using System.Linq;
using MongoDB.Bson;

namespace AppServices.Tests.Rules;

/// <summary>Rules, documents, a user, and what the user does.</summary>
internal sealed record Sample(
    IReadOnlyList<BsonDocument> Roles, IReadOnlyList<BsonDocument> Filters, BsonDocument[] Documents, string User, BsonDocument Query, BsonDocument Update, BsonDocument Inserted)
{
    public ReferenceRules Rules { get; } = new(Roles, Filters, UserOf(User));

    /// <summary>A user of these tests as rules see it.</summary>
    public static BsonDocument UserOf(string name) => new()
    {
        ["id"] = name,
        ["custom_data"] = name == "mia" ? new BsonDocument { ["level"] = 2, ["teams"] = new BsonArray { "a", "b" } } : new BsonDocument("level", 0),
    };

    public IEnumerable<BsonDocument> Visible() => Documents.Select(Rules.See).OfType<BsonDocument>();

    public override string ToString() =>
        $"{User}\nroles {new BsonArray(Roles)}\nfilters {new BsonArray(Filters)}\ndocuments {new BsonArray(Documents)}\nquery {Query}\nupdate {Update}\ninsert {Inserted}";
}
