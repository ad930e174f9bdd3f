using AppServices.Mql.Dates;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Dates;

/// <summary><c>$dateToString</c>: a date as text.</summary>
internal sealed class DateToStringExpression : Expression
{
    private readonly Expression _date;
    private readonly Expression? _format, _onNull;
    private readonly ZoneOperand _zone;
    private readonly DateFormat? _constantFormat;

    private DateToStringExpression(NamedArguments arguments)
    {
        _date = arguments.Required("date", 18628);
        _format = arguments.Optional("format");
        _onNull = arguments.Optional("onNull");
        _zone = ZoneOperand.Of(arguments.Optional("timezone"));
        if (_format is ConstantExpression { Value: BsonString format }) _constantFormat = DateFormat.ForWriting(format.Value);
    }

    public override bool IsConstant =>
        _date.IsConstant && _format is null or { IsConstant: true } && _onNull is null or { IsConstant: true } && _zone.IsConstant;

    public override BsonValue? Evaluate(EvaluationScope scope)
    {
        BsonValue? value = _date.Evaluate(scope);
        BsonValue? format = _constantFormat is null && _format is not null ? _format.Evaluate(scope) : null;
        if (!Types.IsNullish(format) && format is not BsonString)
            throw DocumentException.Numbered(
                18533, $"$dateToString requires that 'format' be a string, found: {Types.Name(format)} with value {Types.Show(format)}");
        DateZone? zone = _zone.Evaluate(scope);
        if (Types.IsNullish(value)) return _onNull is null ? BsonNull.Value : _onNull.Evaluate(scope);
        if (zone is null || _constantFormat is null && _format is not null && Types.IsNullish(format)) return BsonNull.Value;
        return new BsonString(Format(format, zone).Format(Coercion.ToDate(value), zone));
    }

    public static DateToStringExpression Parse(string name, BsonValue operand, ExpressionParser parser) =>
        new(new NamedArguments(name, operand, parser, 18629, 18534, "date", "format", "timezone", "onNull"));

    private DateFormat Format(BsonValue? format, DateZone zone)
    {
        if (_constantFormat is not null) return _constantFormat;
        if (_format is null) return zone.IsUtc ? DateFormat.Iso : DateFormat.IsoWithoutZone;
        return DateFormat.ForWriting(format!.AsString);
    }
}
