using MongoDB.Bson;

namespace AppServices.Mql.Paths;

/// <summary>A question about one value; null stands for a missing one.</summary>
internal interface IValueMatcher
{
    bool Holds(BsonValue? value);
}
