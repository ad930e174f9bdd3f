using MongoDB.Bson;

namespace AppServices.Server.Documents.Paths;

/// <summary>A question about one value; null stands for a missing one.</summary>
internal interface IValueTest
{
    bool Holds(BsonValue? value);
}
