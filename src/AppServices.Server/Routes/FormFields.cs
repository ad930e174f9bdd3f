using Microsoft.AspNetCore.WebUtilities;
using MongoDB.Bson;

namespace AppServices.Server.Routes;

/// <summary>The fields of a query, or of a form, which are written alike.</summary>
internal static class FormFields
{
    /// <summary>
    /// The fields by name, in which case counts: of one that is there more than once, the first. A name with a null character is none
    /// that a document can have, and is left out.
    /// </summary>
    public static BsonDocument Of(string? text)
    {
        var fields = new BsonDocument();
        foreach (QueryStringEnumerable.EncodedNameValuePair pair in new QueryStringEnumerable(text))
        {
            string name = pair.DecodeName().ToString();
            if (!name.Contains('\0') && !fields.Contains(name)) fields.Add(name, pair.DecodeValue().ToString());
        }
        return fields;
    }
}
