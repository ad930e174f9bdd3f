using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MongoDB.Bson;

namespace AppServices.Server.Expressions;

/// <summary>Decides expressions such as <c>can_evaluate</c> (app-config.md 6.7).</summary>
internal sealed class ExpressionEvaluator(ExpressionScope scope)
{
    private readonly ExpressionValues _values = new(scope);

    /// <summary>Whether an expression holds.</summary>
    /// <exception cref="ExpressionException">It is malformed.</exception>
    public async ValueTask<bool> IsTrueAsync(BsonValue expression)
    {
        switch (expression)
        {
            case BsonBoolean boolean: return boolean.Value;
            case BsonString { Value: "%%true" }: return true;
            case BsonString { Value: "%%false" }: return false;
            case BsonDocument document:
                foreach (BsonElement element in document)
                {
                    if (!await HoldsAsync(element.Name, element.Value)) return false;
                }

                return true;
            default: throw new ExpressionException($"an expression is true, false or an object, not a value of type {expression.BsonType}");
        }
    }

    private async ValueTask<bool> HoldsAsync(string key, BsonValue operand)
    {
        if (key is "%%true" or "%%false")
        {
            bool expected = key == "%%true";
            return IsExpression(operand)
                ? await IsTrueAsync(operand) == expected
                : await MatchesAsync(BsonBoolean.Create(expected), operand);
        }

        if (key.StartsWith("%%", StringComparison.Ordinal))
        {
            if (!scope.Knows(key)) throw new ExpressionException($"'{key}' is not known here");
            return await MatchesAsync(scope.Resolve(key), operand);
        }

        return Operator(key) switch
        {
            "and" => await AllAsync(operand, key, IsTrueAsync),
            "or" => await AnyAsync(operand, key, IsTrueAsync),
            "nor" => !await AnyAsync(operand, key, IsTrueAsync),
            "not" => !await IsTrueAsync(operand),
            "function" => await _values.CallAsync(operand) is BsonBoolean { Value: true },
            null => throw new ExpressionException($"'{key}' names a field, and there is no document here"),
            _ => throw new ExpressionException($"'{key}' is not an operator that can stand alone"),
        };
    }

    private async ValueTask<bool> MatchesAsync(BsonValue? value, BsonValue operand)
    {
        if (operand is not BsonDocument { ElementCount: > 0 } document || document.Names.Any(static name => Operator(name) is null) || ExpressionValues.IsValue(document))
            return ExpressionComparison.AreEqual(value, await _values.ReadAsync(operand));

        foreach (BsonElement element in document)
        {
            if (!await AppliesAsync(Operator(element.Name)!, value, element)) return false;
        }

        return true;
    }

    private async ValueTask<bool> AppliesAsync(string name, BsonValue? value, BsonElement element)
    {
        switch (name)
        {
            case "and": return await AllAsync(element.Value, element.Name, item => MatchesAsync(value, item));
            case "or": return await AnyAsync(element.Value, element.Name, item => MatchesAsync(value, item));
            case "nor": return !await AnyAsync(element.Value, element.Name, item => MatchesAsync(value, item));
            case "not": return !await MatchesAsync(value, element.Value);
        }

        BsonValue? other = await _values.ReadAsync(element.Value);
        return name switch
        {
            "eq" => ExpressionComparison.AreEqual(value, other),
            "ne" or "neq" => !ExpressionComparison.AreEqual(value, other),
            "gt" => ExpressionComparison.IsOrdered(value, other, static order => order > 0),
            "gte" => ExpressionComparison.IsOrdered(value, other, static order => order >= 0),
            "lt" => ExpressionComparison.IsOrdered(value, other, static order => order < 0),
            "lte" => ExpressionComparison.IsOrdered(value, other, static order => order <= 0),
            "in" => IsIn(value, other),
            "nin" => !IsIn(value, other),
            "exists" => (value is not null) == (other?.ToBoolean() ?? false),
            _ => throw new ExpressionException($"'{element.Name}' is not an operator"),
        };
    }

    private static bool IsIn(BsonValue? value, BsonValue? set) =>
        set is BsonArray items ? items.Any(item => ExpressionComparison.AreEqual(value, item)) : ExpressionComparison.AreEqual(value, set);

    private static async ValueTask<bool> AllAsync(BsonValue operands, string name, Func<BsonValue, ValueTask<bool>> test)
    {
        foreach (BsonValue operand in Items(operands, name))
        {
            if (!await test(operand)) return false;
        }

        return true;
    }

    private static async ValueTask<bool> AnyAsync(BsonValue operands, string name, Func<BsonValue, ValueTask<bool>> test)
    {
        foreach (BsonValue operand in Items(operands, name))
        {
            if (await test(operand)) return true;
        }

        return false;
    }

    private static IEnumerable<BsonValue> Items(BsonValue operands, string name) =>
        operands as BsonArray ?? throw new ExpressionException($"'{name}' needs an array of expressions");

    // Under %%true stands either a value (%function) or a whole expression.
    private static bool IsExpression(BsonValue operand) => operand is BsonDocument document
        && document.Names.Any(static name => name.StartsWith("%%", StringComparison.Ordinal) || Operator(name) is "and" or "or" or "nor" or "not");

    private static string? Operator(string key) =>
        key.Length > 1 && key[0] is '%' or '$' && !key.StartsWith("%%", StringComparison.Ordinal) ? key[1..] : null;
}
