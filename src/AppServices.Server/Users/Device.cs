using MongoDB.Bson;

namespace AppServices.Server.Users;

/// <summary>The device of a login.</summary>
/// <param name="Id">24 hexadecimal digits.</param>
/// <param name="Information">What the client says of it: texts by name.</param>
internal sealed record Device(string Id, BsonDocument Information);
