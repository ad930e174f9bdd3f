using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Server.Rules.Expressions;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Reading;

/// <summary>
/// Finds the trap of equality: a field that a document does not have equals a value that the caller does not have, so whoever has no custom
/// data gets all documents without the field (app-folder 6.7).
/// </summary>
internal static class NullEquality
{
    private const string Root = "%%root.", PreviousRoot = "%%prevRoot.";

    private static readonly string[] s_maybeMissing = ["%%user.custom_data.", "%%user.data."];

    /// <summary>
    /// The values of callers that an expression asks about by themselves, as in <c>"%%user.custom_data.team": {"%exists": true}</c>.
    /// </summary>
    public static IReadOnlySet<string> AskedBy(BsonValue expression) =>
        Documents(expression).SelectMany(document => document.Names).Where(IsMaybeMissing).ToHashSet(StringComparer.Ordinal);

    /// <summary>The comparisons of an expression that fall into it, said as warnings.</summary>
    /// <param name="expression">The expression, or a query.</param>
    /// <param name="asked">What <see cref="AskedBy"/> says of what comes before it.</param>
    public static IEnumerable<string> Warnings(BsonValue expression, IReadOnlySet<string> asked)
    {
        var known = new HashSet<string>(asked, StringComparer.Ordinal);
        known.UnionWith(AskedBy(expression));
        return Documents(expression).SelectMany(document => document).Select(element => (Field(element.Name), Value(element.Value)))
            .Where(pair => pair is ({ }, { } value) && !known.Contains(value)).Distinct()
            .Select(pair => $"'{pair.Item1}' equals '{pair.Item2}' also where both are missing: who has no such value gets the documents "
                + $"without this field; to keep them out, add \"{pair.Item2}\": {{\"%exists\": true}}");
    }

    private static IEnumerable<BsonDocument> Documents(BsonValue value) => value switch
    {
        BsonDocument document => document.Values.SelectMany(Documents).Prepend(document),
        BsonArray array => array.SelectMany(Documents),
        _ => [],
    };

    private static string? Field(string name) =>
        name.StartsWith(Root, StringComparison.Ordinal) ? name[Root.Length..]
        : name.StartsWith(PreviousRoot, StringComparison.Ordinal) ? name[PreviousRoot.Length..]
        : name.Length > 0 && name[0] is not ('%' or '$') ? name
        : null;

    private static string? Value(BsonValue value) => value switch
    {
        BsonString { Value: var text } when IsMaybeMissing(text) => text,
        BsonDocument { ElementCount: 1 } document when ValueParser.Operator(document.GetElement(0).Name) == "eq" => Value(document[0]),
        _ => null,
    };

    private static bool IsMaybeMissing(string text) => s_maybeMissing.Any(start => text.StartsWith(start, StringComparison.Ordinal));
}
