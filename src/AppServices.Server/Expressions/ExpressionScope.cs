using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading.Tasks;
using MongoDB.Bson;

namespace AppServices.Server.Expressions;

/// <summary>What an expression can refer to: the <c>%%</c> expansions, and the app's functions.</summary>
/// <param name="roots">Expansions by name, without the <c>%%</c>.</param>
/// <param name="callFunction">Calls a function for <c>%function</c>.</param>
internal sealed class ExpressionScope(BsonDocument roots, Func<string, IReadOnlyList<BsonValue>, Task<BsonValue>> callFunction)
{
    /// <summary>Whether a text such as <c>%%user.id</c> begins with a known expansion.</summary>
    public bool Knows(string text) => text.StartsWith("%%", StringComparison.Ordinal) && roots.Contains(Path(text)[0]);

    /// <summary>The value of an expansion; null where there is none.</summary>
    public BsonValue? Resolve(string text)
    {
        BsonValue? value = roots;
        bool ignoreCase = false;
        foreach (string name in Path(text))
        {
            value = Member(value, name, ignoreCase);
            // Header names have no case of their own.
            ignoreCase = name == "requestHeaders";
        }

        return value;
    }

    /// <summary>Calls a function of the app.</summary>
    public Task<BsonValue> CallAsync(string name, IReadOnlyList<BsonValue> arguments) => callFunction(name, arguments);

    private static string[] Path(string text) => text[2..].Split('.');

    private static BsonValue? Member(BsonValue? value, string name, bool ignoreCase) => value switch
    {
        BsonDocument document when document.TryGetValue(name, out BsonValue found) => found,
        BsonDocument document when ignoreCase => MemberInAnyCase(document, name),
        BsonArray array when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index) =>
            index < array.Count ? array[index] : null,
        BsonArray array => Members(array, name),
        _ => null,
    };

    private static BsonValue? MemberInAnyCase(BsonDocument document, string name)
    {
        foreach (BsonElement element in document)
        {
            if (string.Equals(element.Name, name, StringComparison.OrdinalIgnoreCase)) return element.Value;
        }

        return null;
    }

    // A path through an array means that field of each of its documents, as in a MongoDB query.
    private static BsonArray? Members(BsonArray array, string name)
    {
        var found = new BsonArray();
        foreach (BsonValue item in array)
        {
            if (item is BsonDocument document && document.TryGetValue(name, out BsonValue value)) found.Add(value);
        }

        return found.Count == 0 ? null : found;
    }
}
