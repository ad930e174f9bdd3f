using AppServices.Mql.Dates;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Dates;

/// <summary><c>$dateFromString</c>: the date that a text is, with what takes its place when it is none.</summary>
internal sealed class DateFromStringExpression : Expression
{
    private const int ConversionFailure = 241;

    private readonly Expression _text;
    private readonly Expression? _format, _onError, _onNull;
    private readonly ZoneOperand _zone;

    private DateFromStringExpression(NamedArguments arguments)
    {
        _text = arguments.Required("dateString", 40542);
        _format = arguments.Optional("format");
        _onError = arguments.Optional("onError");
        _onNull = arguments.Optional("onNull");
        _zone = ZoneOperand.Of(arguments.Optional("timezone"));
    }

    public override BsonValue? Evaluate(EvaluationScope scope)
    {
        BsonValue? text = _text.Evaluate(scope), format = _format?.Evaluate(scope);
        DateZone? zone = _zone.Evaluate(scope);
        if (_format is not null && !Types.IsNullish(format) && format is not BsonString)
            throw DocumentException.Numbered(
                40684, $"$dateFromString requires that 'format' be a string, found: {Types.Name(format)} with value {Types.Show(format)}");
        if (Types.IsNullish(text)) return _onNull is null ? BsonNull.Value : _onNull.Evaluate(scope);
        try
        {
            if (text is not BsonString { Value: var date })
                throw DocumentException.ConversionFailure(
                    $"$dateFromString requires that 'dateString' be a string, found: {Types.Name(text)} with value {Types.Show(text)}");
            if (zone is null || _format is not null && Types.IsNullish(format)) return BsonNull.Value;
            DateZone? given = _zone.IsGiven && !zone.IsUtc ? zone : null;      // UTC is no contradiction to an offset in the text
            return new BsonDateTime(
                format is BsonString pattern ? DateFormat.ForReading(pattern.Value).Parse(date, given) : DateText.Parse(date, given));
        }
        catch (DocumentException error) when (_onError is not null && error.Code == ConversionFailure)
        {
            return _onError.Evaluate(scope);
        }
    }

    public static DateFromStringExpression Parse(string name, BsonValue operand, ExpressionParser parser) =>
        new(new NamedArguments(name, operand, parser, 40540, 40541, "dateString", "format", "timezone", "onError", "onNull"));
}
