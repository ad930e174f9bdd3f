using System.Linq;
using System.Threading;
using AppServices.Mql.Queries.Matchers;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Queries;

/// <summary>Parses one operator with its operand.</summary>
internal static class OperatorParser
{
    /// <param name="element">The operator.</param>
    /// <param name="siblings">The operators it stands among, which may have more to say to it.</param>
    /// <param name="field">The path of the field they are asked of, for what an error says.</param>
    /// <param name="cancellation">Ends the operation, also in the middle of one document.</param>
    /// <returns>The matcher, and whether the operator asks for its opposite.</returns>
    /// <exception cref="DocumentException">The operator is unknown or its operand is not valid.</exception>
    public static (ValueMatcher Matcher, bool IsNegated) Parse(
        BsonElement element, BsonDocument siblings, string field, CancellationToken cancellation)
    {
        BsonValue operand = element.Value;
        return element.Name switch
        {
            "$eq" => (new ComparisonMatcher(Comparison.Equal, operand), false),
            "$ne" => (NotEqual(operand), true),
            "$gt" => (Compare(Comparison.Greater, operand, field), false),
            "$gte" => (Compare(Comparison.GreaterOrEqual, operand, field), false),
            "$lt" => (Compare(Comparison.Less, operand, field), false),
            "$lte" => (Compare(Comparison.LessOrEqual, operand, field), false),
            "$in" => (In(element, cancellation), false),
            "$nin" => (In(element, cancellation), true),
            "$exists" => (new ExistsMatcher(), !Operand.ToBoolean(operand)),
            "$type" => (new TypeMatcher(TypeNames.Parse(operand)), false),
            "$regex" => (Regex(operand, siblings, cancellation), false),
            "$options" => throw DocumentException.BadValue("$options needs a $regex"),
            "$mod" => (Mod(operand), false),
            "$size" => (new SizeMatcher(Operand.ToCount(operand, "$size")), false),
            "$elemMatch" => (ElementMatch(operand, cancellation), false),
            "$bitsAllSet" => (new BitsMatcher(BitsMode.AllSet, Operand.ToBits(element)), false),
            "$bitsAnySet" => (new BitsMatcher(BitsMode.AnySet, Operand.ToBits(element)), false),
            "$bitsAllClear" => (new BitsMatcher(BitsMode.AllClear, Operand.ToBits(element)), false),
            "$bitsAnyClear" => (new BitsMatcher(BitsMode.AnyClear, Operand.ToBits(element)), false),
            _ => throw Unknown(element.Name),
        };
    }

    /// <summary>What the items of <c>$all</c> ask for, one matcher each.</summary>
    /// <exception cref="DocumentException">An item is not valid there.</exception>
    public static ValueMatcher[] ParseAll(BsonArray items, CancellationToken cancellation)
    {
        bool areMatches = items.Count > 0 && IsElementMatch(items[0]);
        return items.Select(item => areMatches ? ElementMatchOfAll(item, cancellation) : ItemOfAll(item, cancellation)).ToArray();
    }

    private static ValueMatcher ItemOfAll(BsonValue item, CancellationToken cancellation) => item switch
    {
        BsonRegularExpression pattern => new RegexMatcher(pattern, cancellation),
        BsonDocument document when QueryParser.IsOperators(document) => throw DocumentException.BadValue("no $ expressions in $all"),
        _ => new ComparisonMatcher(Comparison.Equal, item),
    };

    private static ElementMatcher ElementMatchOfAll(BsonValue item, CancellationToken cancellation) => IsElementMatch(item)
        ? ElementMatch(item.AsBsonDocument[0], cancellation)
        : throw DocumentException.BadValue("$all/$elemMatch has to be consistent");

    private static bool IsElementMatch(BsonValue item) =>
        item is BsonDocument { ElementCount: > 0 } document && document.GetElement(0).Name == "$elemMatch";

    private static ComparisonMatcher Compare(Comparison comparison, BsonValue operand, string field) => operand is BsonRegularExpression
        ? throw DocumentException.BadValue($"Can't have RegEx as arg to predicate over field '{field}'.")
        : new ComparisonMatcher(comparison, operand);

    private static ComparisonMatcher NotEqual(BsonValue operand) => operand is BsonRegularExpression
        ? throw DocumentException.BadValue("Can't have regex as arg to $ne.")
        : new ComparisonMatcher(Comparison.Equal, operand);

    private static InMatcher In(BsonElement element, CancellationToken cancellation)
    {
        BsonArray operands = element.Value as BsonArray ?? throw DocumentException.BadValue($"{element.Name} needs an array");
        return operands.Any(operand => operand is BsonDocument document && QueryParser.IsOperators(document))
            ? throw DocumentException.BadValue($"cannot nest $ under {element.Name}")
            : new InMatcher(operands, cancellation);
    }

    private static RegexMatcher Regex(BsonValue operand, BsonDocument siblings, CancellationToken cancellation)
    {
        string? options = siblings.TryGetValue("$options", out BsonValue given) ? given switch
        {
            BsonString text => text.Value,
            _ => throw DocumentException.BadValue("$options has to be a string"),
        } : null;
        return operand switch
        {
            BsonString pattern => new RegexMatcher(new BsonRegularExpression(pattern.Value, options ?? ""), cancellation),
            BsonRegularExpression pattern when options is null || pattern.Options.Length == 0 =>
                new RegexMatcher(new BsonRegularExpression(pattern.Pattern, options ?? pattern.Options), cancellation),
            BsonRegularExpression => throw DocumentException.Numbered(51074, "options set in both $regex and $options"),
            _ => throw DocumentException.BadValue("$regex has to be a string"),
        };
    }

    private static ModMatcher Mod(BsonValue operand)
    {
        if (operand is not BsonArray pair) throw DocumentException.BadValue("malformed mod, needs to be an array");
        if (pair.Count != 2) throw DocumentException.BadValue($"malformed mod, {(pair.Count < 2 ? "not enough" : "too many")} elements");
        long divisor = Operand.ToWhole(pair[0], "divisor of $mod");
        if (divisor == 0) throw DocumentException.BadValue("divisor cannot be 0");
        return new ModMatcher(divisor, Operand.ToWhole(pair[1], "remainder of $mod"));
    }

    // Extended JSON cannot tell { $regex, $options } from a pattern, so that counts as the operators here.
    internal static ElementMatcher ElementMatch(BsonValue operand, CancellationToken cancellation)
    {
        if (operand is BsonRegularExpression pattern) return new ElementValueMatcher(new RegexMatcher(pattern, cancellation), cancellation);
        BsonDocument query = operand as BsonDocument ?? throw DocumentException.BadValue("$elemMatch needs an Object");
        bool isOfValues = QueryParser.IsOperators(query) && !QueryParser.IsOfDocument(query.GetElement(0).Name);
        return isOfValues
            ? new ElementValueMatcher(FieldOperators.ParseTest(query, cancellation), cancellation)
            : new ElementDocumentMatcher(QueryParser.Parse(query, expressions: null, cancellation));
    }

    private static DocumentException Unknown(string name)
    {
        QueryParser.RefuseUnsupported(name);
        return DocumentException.BadValue($"unknown operator: {name}");
    }
}
