using System;
using AppServices.Mql;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>A session of a client.</summary>
/// <param name="User">Whose it is: nobody reaches what is another's.</param>
/// <param name="Id">The client's id for it, in hexadecimal digits.</param>
internal sealed record SessionKey(string User, string Id)
{
    private const int IdLength = 16;

    /// <summary>The session that an <c>lsid</c> names.</summary>
    /// <exception cref="DocumentException">It names none.</exception>
    public static SessionKey Of(WireClient client, BsonDocument lsid) =>
        lsid.GetValue("id", BsonNull.Value) is BsonBinaryData { SubType: BsonBinarySubType.UuidStandard, Bytes: { Length: IdLength } id }
            ? new SessionKey(client.User!.Name, Convert.ToHexStringLower(id))
            : throw DocumentException.TypeMismatch("BSON field 'lsid.id' must be a UUID");

    /// <summary>What it is kept by.</summary>
    public override string ToString() => $"{User}/{Id}";
}
